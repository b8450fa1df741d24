import { type Clock, systemClock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { type Config, isDebugging, readConfig } from '../config.ts';
import { givenOrEmbedded } from '../development/open-database.ts';
import { type HostedModule, hostModules } from '../host-modules.ts';
import { createLog } from '../log.ts';
import { Messaging } from '../messaging/messaging.ts';
import { assertMigrated } from '../migrations/assert-migrated.ts';
import { schemaNamesFor } from '../migrations/schemas.ts';
import { modules } from '../modules.ts';

/** The database that a command works on, and how it was found. */
export interface Target {
  readonly config: Config;
  readonly url: string;
}

/** Runs `work` on the database as it is. An embedded server that nobody runs is started for as long as it takes. */
export async function withDatabase<T>(work: (target: Target) => Promise<T>, config = readConfig(modules)): Promise<T> {
  const { url, close } = await givenOrEmbedded(config.process);
  try {
    return await work({ config, url });
  } finally {
    await close();
  }
}

/** The same for commands that need the tables to be there, and as this code knows them. */
export function withMigratedDatabase<T>(work: (target: Target) => Promise<T>): Promise<T> {
  return withDatabase(async (target) => {
    await assertMigrated({ url: target.url, modules: schemaNamesFor(modules) });
    return work(target);
  });
}

/** A bus that is yet to be opened, and can speak but does not hear: what it sends is worked off by the shop's processes. */
export async function withMessaging<T>({ config, url }: Target, work: (messaging: Messaging) => Promise<T>): Promise<T> {
  const { TESSERA_POLL_MS: pollMs, TESSERA_MONITOR_SECONDS: monitorSeconds } = config.process;
  const messaging = new Messaging({ url, log: quietLog(config), pollMs, monitorSeconds, handles: false });
  try {
    return await work(messaging);
  } finally {
    await messaging.stop(STOP_WITHIN_MS);
  }
}

/** All modules put together, on such a bus. None of them is started. */
export function withModules<T>(target: Target, work: (hosted: readonly HostedModule[]) => Promise<T>): Promise<T> {
  return withMessaging(target, async (messaging) => {
    const hosted = assemble(target, messaging.clock, (name) => messaging.busOf(name));
    try {
      await messaging.open(hosted);
      return await work(hosted);
    } finally {
      for (const { runtime } of hosted) await runtime.stop?.();
      await Promise.all(hosted.map(({ database }) => database.close()));
    }
  });
}

const STOP_WITHIN_MS = 5_000;

/** All modules to be looked at: no connection is opened. */
export function describedModules(): readonly HostedModule[] {
  const nobodyHears: EventBus = { publish: () => undefined, send: () => undefined };
  return assemble({ config: readConfig(modules), url: 'postgres://localhost' }, systemClock, () => nobodyHears);
}

function assemble({ config, url }: Target, clock: Clock, busOf: (module: string) => EventBus): readonly HostedModule[] {
  return hostModules(modules, {
    url,
    settings: config.modules,
    busOf,
    signals: createSignals(),
    clock,
    log: quietLog(config),
    secondsBehind: () => Number.POSITIVE_INFINITY,
    development: config.process.NODE_ENV === 'development',
    dataDirectory: config.process.TESSERA_DATA_DIR,
  });
}

// What a command has to say it says itself, in one line.
function quietLog({ process: { LOG_LEVEL } }: Config): Log {
  return createLog({ level: isDebugging() ? LOG_LEVEL : 'silent', development: true });
}
