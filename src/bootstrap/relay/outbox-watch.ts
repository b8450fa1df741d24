import type { Database } from '#shared-kernel/database/database.ts';
import { type RelayRoute, relayQueue } from '../messaging/relay-queues.ts';
import type { Complain } from '../messaging/seldom.ts';
import { type OutboxLag, readLag } from './outbox-rows.ts';

const EVERY_MS = 2_000;

/** Looks every few seconds at how far behind receivers are, so that who looks at the metrics is answered from memory. */
export class OutboxWatch {
  readonly #routes: readonly RelayRoute[];
  readonly #database: Database;
  readonly #complain: Complain;
  #lags: readonly (RelayRoute & OutboxLag)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(routes: readonly RelayRoute[], database: Database, complain: Complain) {
    this.#routes = routes;
    this.#database = database;
    this.#complain = complain;
  }

  /** Empty where it could not be looked. */
  get lags(): readonly (RelayRoute & OutboxLag)[] {
    return this.#lags;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#again();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #again(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => this.#again());
    }, EVERY_MS);
  }

  async #look(): Promise<void> {
    const routeOf = new Map(this.#routes.map((route) => [relayQueue(route.from, route.to), route]));
    try {
      const lags = await this.#database.read((db) => readLag(db, [...routeOf.keys()]));
      this.#lags = lags.flatMap((lag) => {
        const route = routeOf.get(lag.queue);
        return route ? [{ ...route, ...lag }] : [];
      });
    } catch (error) {
      this.#lags = [];
      this.#complain('could not look at what is said to other databases', error);
    }
  }
}
