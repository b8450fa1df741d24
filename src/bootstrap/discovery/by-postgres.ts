import type { Complain } from '../messaging/seldom.ts';
import type { Discovery, Instance, Registration } from './instance.ts';
import { instanceRows } from './instance-rows.ts';
import { keepLooking } from './keep-looking.ts';
import { repeated } from './repeated.ts';

export interface PostgresDiscoveryOptions {
  /** The database with the schema `gateway`. */
  readonly url: string;
  /** The name of this process, which needs no way to itself. */
  readonly self: string;
  readonly complain: Complain;
  readonly everyMs?: number;
}

const LOOK_EVERY_MS = 2_000;
const HEARTBEAT_MS = 10_000;

/** The instances that wrote themselves into the table. */
export function byPostgres({ url, self, complain, everyMs = LOOK_EVERY_MS }: PostgresDiscoveryOptions): Discovery {
  const rows = instanceRows(url);
  const look = async () => (await rows.list()).filter(({ process }) => process !== self);
  const { start, stop } = keepLooking(look, { everyMs, complain });
  return {
    start,
    async stop() {
      await stop();
      await rows.close();
    },
  };
}

export interface PostgresRegistrationOptions {
  readonly url: string;
  readonly instance: Instance;
  readonly complain: Complain;
  readonly everyMs?: number;
}

/** Writes this process into the table, and again every few seconds: it is gone soon after it no longer does. */
export function registerInPostgres(options: PostgresRegistrationOptions): Registration {
  const { url, instance, complain, everyMs = HEARTBEAT_MS } = options;
  const rows = instanceRows(url);
  const failed = (error: unknown) => complain('this process cannot be written down; gateways will lose sight of it', error);
  const heartbeat = repeated(() => rows.see(instance), { everyMs, failed });
  return {
    start: () => heartbeat.start(),
    async stop() {
      await heartbeat.stop();
      await rows.remove(instance.id).catch(failed);
      await rows.close();
    },
  };
}
