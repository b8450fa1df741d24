import { systemClock } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import type { AppModule, ModuleRuntime, Platform } from '#shared-kernel/module.ts';
import { createSignals } from '#shared-kernel/signals.ts';
import { createLog } from './log.ts';

/** A module that is looked at, but is not at work in this process: its routes and subscriptions are known, none may be used. */
export interface DescribedModule {
  readonly name: string;
  readonly module: AppModule;
  readonly runtime: ModuleRuntime;
}

/** Puts modules together on nothing: no connection is opened, no setting is read. */
export function describeModules(modules: readonly AppModule[]): readonly DescribedModule[] {
  return modules.map((module) => ({ name: module.name, module, runtime: module.assemble(NOWHERE, {}) }));
}

const nowhere = () => Promise.reject(new Error('this module is at work elsewhere'));

/** A module without a place of its own has no database. */
export const NO_DATABASE: Database = { read: nowhere, transaction: nowhere };

const NOWHERE: Platform = {
  database: NO_DATABASE,
  events: { publish: () => undefined, send: () => undefined },
  signals: createSignals(),
  clock: systemClock,
  log: createLog({ level: 'silent', development: true }),
  secondsBehind: () => Number.POSITIVE_INFINITY,
  // Nothing is made up for it, and no setting that production needs is missed.
  development: true,
  directory: '',
};
