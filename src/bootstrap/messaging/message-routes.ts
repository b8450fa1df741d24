import type { AppModule, ModuleRuntime } from '#shared-kernel/module.ts';
import { relayQueue } from './relay-queues.ts';

/** A module whose queues are in this database, at work in this process or in another. */
export interface NearModule {
  readonly name: string;
  readonly runtime: Pick<ModuleRuntime, 'subscriptions' | 'schedules'>;
}

/** A module in another database, as far as its manifest tells what it hears. */
export type RemoteModule = Pick<AppModule, 'name' | 'hears' | 'receives'>;

/** The modules that are not at work in this process. */
export interface Elsewhere {
  /** In other processes, on the same database. */
  readonly neighbours: readonly NearModule[];
  /** In other databases. */
  readonly remote: readonly RemoteModule[];
}

/** Everything is at work in this process. */
export const ALL_HERE: Elsewhere = { neighbours: [], remote: [] };

/** Which queues a message goes to: compiled from the modules' code, never stored. */
export interface MessageRoutes {
  /** The queues of subscriptions in this database, and one for each database elsewhere that holds a module which hears it. */
  queuesFor(from: string, type: string): readonly string[];
}

/** Knows nobody. */
export const noRoutes: MessageRoutes = { queuesFor: () => [] };

/** The routes out of one database. What a module elsewhere does with a message is its own business: it gets each once. */
export function messageRoutes(near: readonly NearModule[], remote: readonly RemoteModule[]): MessageRoutes {
  const subscriptions = groupByType(
    near.flatMap(({ runtime }) =>
      (runtime.subscriptions ?? []).flatMap(({ name, contracts }) => contracts.map(({ type }) => ({ type, name }))),
    ),
  );
  const receivers = groupByType(
    remote.flatMap(({ name, hears, receives }) => [...hears, ...receives].map(({ type }) => ({ type, name }))),
  );
  return {
    queuesFor: (from, type) => [
      ...(subscriptions.get(type) ?? []),
      ...(receivers.get(type) ?? []).map((to) => relayQueue(from, to)),
    ],
  };
}

interface Hearing {
  readonly type: string;
  readonly name: string;
}

function groupByType(hearings: readonly Hearing[]): ReadonlyMap<string, readonly string[]> {
  const byType = new Map<string, Set<string>>();
  for (const { type, name } of hearings) byType.set(type, (byType.get(type) ?? new Set()).add(name));
  return new Map([...byType].map(([type, names]) => [type, [...names]]));
}
