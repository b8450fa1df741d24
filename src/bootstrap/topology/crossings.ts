import type { AppModule } from '#shared-kernel/module.ts';
import { databaseOf } from './plan.ts';
import type { Topology } from './topology.ts';

/** What a manifest tells of the messages of a module. */
export type Correspondent = Pick<AppModule, 'name' | 'publishes' | 'hears' | 'receives'>;

/** Messages that one module has for another in another database. */
export interface Crossing {
  readonly kind: 'events' | 'commands';
  /** Undefined for commands: a manifest says who receives them, and anybody may send. */
  readonly from: string | undefined;
  readonly to: string;
  readonly types: readonly string[];
}

/** What passes the broker: the messages between modules of different databases, as their manifests tell. */
export function crossings(topology: Topology, modules: readonly Correspondent[]): readonly Crossing[] {
  const apart = (one: string, other: string) => databaseOf(topology, one) !== databaseOf(topology, other);
  return modules.flatMap((to) => {
    const others = modules.filter(({ name }) => apart(name, to.name));
    if (others.length === 0) return [];
    const heard = others.map((from) => ({ kind: 'events' as const, from: from.name, to: to.name, types: told(from, to) }));
    const asked = { kind: 'commands' as const, from: undefined, to: to.name, types: to.receives.map(({ type }) => type) };
    return [...heard, asked].filter(({ types }) => types.length > 0);
  });
}

function told(from: Correspondent, to: Correspondent): readonly string[] {
  const heard = new Set(to.hears.map(({ type }) => type));
  return from.publishes.map(({ type }) => type).filter((type) => heard.has(type));
}
