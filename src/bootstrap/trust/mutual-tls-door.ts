import type { Socket } from 'node:net';
import type { Clock } from '#shared-kernel/clock.ts';
import { SERVICE_TOKEN_HEADER } from '../forwarding/headers.ts';
import type { RotatingCredentials } from './certificates/rotating-credentials.ts';
import { Peers, ServiceRefused } from './peer.ts';
import type { Arriving, KnownCallers, ServiceCaller, ServiceDoor } from './service-door.ts';
import { verifyServiceToken } from './service-tokens.ts';

export interface MutualTlsDoorOptions {
  readonly credentials: Pick<RotatingCredentials, 'current'>;
  readonly clock: Clock;
  /** By the names in their certificates. */
  readonly callers: KnownCallers;
}

interface Entered {
  readonly token: string;
  readonly caller: ServiceCaller;
  readonly expiresAt: Date;
}

/** What probes and scrapers ask for: it needs the certificate of a process, and no token. */
const WATCHED = ['/health', '/ready', '/metrics'];

/** Lets in who comes with the certificate of a process that may call, and with a token of it for this process. */
export class MutualTlsDoor implements ServiceDoor {
  readonly #options: MutualTlsDoorOptions;
  readonly #peers = new Peers();
  readonly #entered = new WeakMap<Socket, Entered>();

  constructor(options: MutualTlsDoorOptions) {
    this.#options = options;
  }

  async enter({ socket, headers, url = '' }: Arriving): Promise<ServiceCaller | undefined> {
    const { credentials, clock, callers } = this.#options;
    const now = clock.now();
    const peer = this.#peers.of(socket, credentials.current, now);
    const known = callers.get(peer.name);
    if (known === undefined) throw new ServiceRefused('the certificate names none that may call this one');
    if (WATCHED.includes(url.split('?')[0] ?? '')) return undefined;
    const token = headers[SERVICE_TOKEN_HEADER];
    if (typeof token !== 'string') throw new ServiceRefused('there is no service token');
    const before = this.#entered.get(socket);
    if (before?.token === token && now < before.expiresAt) return before.caller;
    const { scope, expiresAt } = await verifyServiceToken(token, peer, { audience: credentials.current.name, now });
    if (!known.scopes.includes(scope)) throw new ServiceRefused(`the process is not one that may call for “${scope}”`);
    const caller = { process: known.process, scope };
    this.#entered.set(socket, { token, caller, expiresAt });
    return caller;
  }
}
