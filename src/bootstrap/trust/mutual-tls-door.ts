import type { Socket } from 'node:net';
import type { Clock } from '#shared-kernel/clock.ts';
import { SERVICE_TOKEN_HEADER } from '../forwarding/headers.ts';
import type { RotatingCredentials } from './certificates/rotating-credentials.ts';
import type { TlsCredentials } from './certificates/tls-credentials.ts';
import { Peers } from './peer.ts';
import type { Arriving, KnownCallers, ServiceCaller, ServiceDoor } from './service-door.ts';
import { ServiceRefused } from './service-refused.ts';
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
  /** Who we were then: with other CAs it is looked at again. */
  readonly ours: TlsCredentials;
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
    const ours = credentials.current;
    const peer = this.#peers.of(socket, now);
    const known = callers.get(peer.name);
    if (known === undefined) throw new ServiceRefused('the certificate names none that may call this one');
    if (WATCHED.includes(url.split('?')[0] ?? '')) return undefined;
    const token = headers[SERVICE_TOKEN_HEADER];
    if (typeof token !== 'string') throw new ServiceRefused('there is no service token');
    const before = this.#entered.get(socket);
    if (before?.token === token && before.ours === ours && now < before.expiresAt) return before.caller;
    const { scope, expiresAt } = await verifyServiceToken(token, { peer, ours, now });
    if (!known.scopes.includes(scope)) throw new ServiceRefused(`the process is not one that may call for “${scope}”`);
    const caller = { process: known.process, scope };
    this.#entered.set(socket, { token, caller, expiresAt, ours });
    return caller;
  }
}
