import type { z } from 'zod';
import { type Contract, defineContract, type PayloadOf } from './define-contract.ts';

/** A fact that its module tells to whoever subscribes: any number of receivers, none of them known to it. */
export type EventContract<Payload = unknown> = Contract<Payload> & { readonly kind: 'event' };

/** The payload of an event, given `typeof` its contract. */
export type EventOf<C> = PayloadOf<C>;

/** Declares an event named `<module>.<noun>-<past-verb>.v<n>`; `payload` is a strict object in wire form. */
export function defineEvent<Payload>(type: string, payload: z.ZodType<Payload>): EventContract<Payload> {
  return defineContract('event', type, payload);
}
