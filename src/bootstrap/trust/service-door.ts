import type { IncomingMessage } from 'node:http';
import type { ClientPrincipal } from '#shared-kernel/tokens.ts';
import type { ServiceScope } from './service-tokens.ts';

/** As much of a request as its caller is known by. */
export type Arriving = Pick<IncomingMessage, 'socket' | 'headers' | 'url'>;

/** A process of the shop that is calling, and what for. */
export interface ServiceCaller {
  readonly process: string;
  readonly scope: ServiceScope;
}

/** The processes that may call, by a name that each proves, and what for. */
export type KnownCallers = ReadonlyMap<string, { readonly process: string; readonly scopes: readonly ServiceScope[] }>;

/** Finds out which process of the shop is calling; undefined for whom that need not be known. Rejects where it must be. */
export interface ServiceDoor {
  enter(arriving: Arriving): Promise<ServiceCaller | undefined>;
}

/** A process that calls for itself, as routes see it. One that passes on what others ask for is nobody: they are asked who they are. */
export function principalOf(caller: ServiceCaller | undefined): ClientPrincipal | undefined {
  if (caller?.scope !== 'tokens:read') return undefined;
  return { kind: 'client', id: `process:${caller.process}`, scopes: [caller.scope] };
}
