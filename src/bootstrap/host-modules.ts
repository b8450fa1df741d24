import { join } from 'node:path';
import type { Clock } from '#shared-kernel/clock.ts';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { AppModule, ModuleRuntime } from '#shared-kernel/module.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { housekeeping } from './housekeeping.ts';

/** A module put together in this process, with the connections that are its alone. */
export interface HostedModule {
  readonly name: string;
  readonly module: AppModule;
  readonly runtime: ModuleRuntime;
  readonly database: PostgresDatabase;
}

export interface HostOptions {
  readonly url: string;
  /** What each module read from the environment, by its name. */
  readonly settings: ReadonlyMap<string, unknown>;
  readonly busOf: (module: string) => EventBus;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly log: Log;
  readonly secondsBehind: (queue: string) => number;
  readonly development: boolean;
  readonly limitsOff?: boolean;
  readonly dataDirectory: string;
}

const WAIT_FOR_CONNECTION_MS = 5_000;
/** Callers that may wait for a connection of one module; more are refused at once. */
const MAX_WAITING = 256;

/** Puts modules together. Nothing is started, and no connection is opened before it is needed. */
export function hostModules(modules: readonly AppModule[], options: HostOptions): readonly HostedModule[] {
  return modules.map((module) => {
    const { name, pool } = module;
    const database = new PostgresDatabase({
      ...pool,
      url: options.url,
      applicationName: `tessera:${name}`,
      role: name,
      searchPath: name,
      acquireTimeoutMs: WAIT_FOR_CONNECTION_MS,
      maxWaiting: MAX_WAITING,
    });
    const { signals, clock, secondsBehind, development } = options;
    const runtime = module.assemble(
      {
        database,
        events: options.busOf(name),
        signals,
        clock,
        log: options.log.child({ module: name }),
        secondsBehind,
        development,
        limitsOff: options.limitsOff ?? false,
        directory: join(options.dataDirectory, name),
      },
      options.settings.get(name) ?? {},
    );
    const schedules = [...(runtime.schedules ?? []), housekeeping(name, database)];
    return { name, module, database, runtime: { ...runtime, schedules } };
  });
}
