import type { Clock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { AppModule } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { type Config, isDebugging, readConfig } from '../config.ts';
import { givenOrEmbedded } from '../development/open-database.ts';
import { type HostedModule, hostModules } from '../host-modules.ts';
import { createLog } from '../log.ts';
import { Messaging } from '../messaging/messaging.ts';
import { assertMigrated } from '../migrations/assert-migrated.ts';
import { modules } from '../modules.ts';

/** A database that a command works on. */
export interface Target {
  readonly config: Config;
  readonly url: string;
  /** What the topology calls it. */
  readonly name: string;
  /** Those of the code that belong into it. */
  readonly schemas: readonly string[];
}

/** Where a command works that is about all modules: one database, or those of a topology. */
export type Targets = readonly Target[];

/** Runs `work` on the databases as they are. An embedded server that nobody runs is started for as long as it takes. */
export async function withDatabases<T>(work: (targets: Targets) => Promise<T>, config = readConfig(modules)): Promise<T> {
  const opened: { readonly target: Target; close(): Promise<void> }[] = [];
  try {
    for (const { name, schemas, url: given } of config.databases) {
      const { url, close } = await givenOrEmbedded(config.process, given);
      opened.push({ target: { config, url, name, schemas }, close });
    }
    return await work(opened.map(({ target }) => target));
  } finally {
    for (const { close } of opened) await close();
  }
}

/** The same for commands that need the tables to be there, and as this code knows them. */
export function withMigratedDatabases<T>(work: (targets: Targets) => Promise<T>): Promise<T> {
  return withDatabases(async (targets) => {
    for (const { url, schemas } of targets) await assertMigrated({ url, modules: schemas });
    return work(targets);
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

/** All modules put together, each on its database and on such a bus. None of them is started. */
export async function withModules<T>(targets: Targets, work: (hosted: readonly HostedModule[]) => Promise<T>): Promise<T> {
  const [target, ...others] = targets;
  if (target === undefined) return work([]);
  return withModulesOf(target, (hosted) => withModules(others, (more) => work([...hosted, ...more])));
}

function withModulesOf<T>(target: Target, work: (hosted: readonly HostedModule[]) => Promise<T>): Promise<T> {
  return withMessaging(target, async (messaging) => {
    const [here, remote] = [isIn(target), (module: AppModule) => !isIn(target)(module)];
    const hosted = assemble(modules.filter(here), target, messaging.clock, (name) => messaging.busOf(name));
    try {
      await messaging.open(hosted, { neighbours: [], remote: modules.filter(remote) });
      return await work(hosted);
    } finally {
      for (const { runtime } of hosted) await runtime.stop?.();
      await Promise.all(hosted.map(({ database }) => database.close()));
    }
  });
}

function isIn({ schemas }: Target): (module: AppModule) => boolean {
  return ({ name }) => schemas.includes(name);
}

const STOP_WITHIN_MS = 5_000;

function assemble(
  its: readonly AppModule[],
  { config, url }: Target,
  clock: Clock,
  busOf: (module: string) => EventBus,
): readonly HostedModule[] {
  return hostModules(its, {
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
