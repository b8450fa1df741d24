import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions, NatsConnection, TlsOptions } from '@nats-io/transport-node';
import { connect, credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import type { Log } from '#shared-kernel/log.ts';
import { endsWithin } from '../messaging/ends-within.ts';
import type { Complain } from '../messaging/seldom.ts';

/** Where the broker is, and as whom to go there. */
export interface BrokerConnection {
  /** `host:port` */
  readonly servers: readonly string[];
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** The seed of an nkey. */
  readonly nkey?: string | undefined;
  /** The content of a `.creds` file. */
  readonly creds?: string | undefined;
  readonly tls?: BrokerTls | undefined;
}

/** Certificates and key in PEM. */
export interface BrokerTls {
  /** What the broker is trusted by; default: as the system trusts. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** The name under which a user finds other processes, with the same password: in an account that all share. */
export function discoveryUser(user: string): string {
  return `${user}-discovery`;
}

/** The same broker for whoever looks for other processes. */
export function forDiscovery(connection: BrokerConnection): BrokerConnection {
  return connection.user === undefined ? connection : { ...connection, user: discoveryUser(connection.user) };
}

export interface BrokerOptions extends BrokerConnection {
  /** Shown by the broker to its operators. */
  readonly name: string;
  readonly log: Log;
  readonly complain: Complain;
}

/** What hears from the broker: told of each new connection, on which it may subscribe, and whenever one can be used (again). */
export interface BrokerListener {
  readonly onOpen?: (connection: NatsConnection) => void;
  readonly onUsable?: (connection: NatsConnection) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_MS = 500;
const PING_MS = 5_000;
const FLUSH_MS = 1_000;

/**
 * One connection to NATS that comes back for ever. Nothing is said while it is away: the client would keep it in memory,
 * and what is not said waits in the database.
 */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #listeners: BrokerListener[] = [];
  readonly #stopping = new AbortController();
  #usable: NatsConnection | undefined;
  #connection: NatsConnection | undefined;
  #running: Promise<void> | undefined;

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** The connection, while there is one. */
  get usable(): NatsConnection | undefined {
    return this.#usable;
  }

  /** To be called before {@link start}. */
  listen(listener: BrokerListener): void {
    this.#listeners.push(listener);
  }

  /** Begins to connect. Does not wait for it: a process whose broker is away does what it can without. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    // What was just said, acknowledgements above all, is on its way before the connection ends.
    if (this.#usable)
      await endsWithin(
        FLUSH_MS,
        this.#usable.flush().catch(() => undefined),
      );
    this.#usable = undefined;
    await this.#connection?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#use(await connect(clientOptions(this.#options)));
      } catch (error) {
        this.#options.complain('the broker cannot be reached; messages to other databases wait', error);
      }
      this.#usable = undefined;
      await pause(jittered(RECONNECT_MS), undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  // Returns when the connection is closed for good; while it is only lost, the client looks for it itself.
  async #use(connection: NatsConnection): Promise<void> {
    this.#connection = connection;
    const states = connection.status();
    if (this.#stopping.signal.aborted) await connection.close();
    for (const { onOpen } of this.#listeners) onOpen?.(connection);
    this.#became(connection);
    for await (const state of states) {
      if (state.type === 'disconnect') {
        this.#usable = undefined;
        this.#options.log.warn({ server: state.server }, 'the broker is away; messages to other databases wait');
      } else if (state.type === 'reconnect') this.#became(connection);
      else if (state.type === 'error') this.#options.complain('the broker refuses something', state.error);
    }
  }

  #became(connection: NatsConnection): void {
    if (this.#stopping.signal.aborted) return;
    this.#usable = connection;
    this.#options.log.info({ server: connection.getServer() }, 'connected to the broker');
    for (const { onUsable } of this.#listeners) onUsable?.(connection);
  }
}

/** Somewhere around it, so that processes which lost the broker together do not come back together. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}

function clientOptions({ name, servers, tls, ...credentials }: BrokerOptions): ConnectionOptions {
  return {
    name,
    servers: [...servers],
    ...credentialsOf(credentials),
    ...(tls === undefined ? {} : { tls: withoutUndefined(tls) }),
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: () => jittered(RECONNECT_MS),
    // A password that is being changed is wrong for a moment.
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    maxPingOut: 2,
  };
}

function credentialsOf({ user, password, token, nkey, creds }: Omit<BrokerConnection, 'servers'>): Partial<ConnectionOptions> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (creds !== undefined) return { authenticator: credsAuthenticator(bytes(creds)) };
  if (nkey !== undefined) return { authenticator: nkeyAuthenticator(bytes(nkey)) };
  if (token !== undefined) return { token };
  if (user === undefined) return {};
  return { user, pass: password ?? '' };
}

function withoutUndefined({ ca, cert, key }: BrokerTls): TlsOptions {
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
}
