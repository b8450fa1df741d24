import type { z } from 'zod';
import { type Contract, defineContract, type PayloadOf } from './define-contract.ts';

/** A request to one module, which owns the contract and answers with an outcome event. */
export type CommandContract<Payload = unknown> = Contract<Payload> & { readonly kind: 'command' };

/** The payload of a command, given `typeof` its contract. */
export type CommandOf<C> = PayloadOf<C>;

/** Declares a command named `<receiver>.<verb>-<noun>.v<n>`; `payload` is a strict object in wire form. */
export function defineCommand<Payload>(type: string, payload: z.ZodType<Payload>): CommandContract<Payload> {
  return defineContract('command', type, payload);
}
