/**
 * Named places at which a process can be made to fail, for the fault tests. Compiled in, off unless armed, and
 * then what stands at a place happens with its probability, a limited number of times.
 */
export const FAILPOINTS = [
  'cmd.afterState',
  'cmd.afterOutbox',
  'cmd.beforeCommit',
  'cmd.afterCommit',
  'bus.afterClaim',
  'bus.midHandler',
  'bus.withMessage',
  'bus.beforeComplete',
  'bus.afterCommit',
  'saga.beforeStep',
  'saga.afterForeignCall',
  'saga.duringUndo',
  'relay.afterRead',
  'relay.afterPublish',
  'relay.afterAck',
  'inbox.afterInsert',
  'inbox.beforeAck',
  'boot.midMigration',
  'stop.grace',
] as const;
/** Where a process can be made to fail. */
export type FailpointName = (typeof FAILPOINTS)[number];

/** `kill` is SIGKILL to this very process; `hang` never returns; `delay` returns after `delayMs`. */
export const FAILPOINT_ACTIONS = ['kill', 'throw', 'delay', 'hang'] as const;
/** What can be made to happen there. */
export type FailpointAction = (typeof FAILPOINT_ACTIONS)[number];

/** What happens at a place, how often and how likely. */
export interface ArmedFailpoint {
  readonly action: FailpointAction;
  /** Between 0 and 1. */
  readonly probability: number;
  /** How often it strikes at the most. */
  readonly times: number;
  readonly delayMs: number;
}

/** Thrown where a failpoint is armed with `throw`. */
export class FailpointHit extends Error {
  override readonly name = 'FailpointHit';
}

const armed = new Map<string, ArmedFailpoint>();
const hits = new Map<string, number>();

/**
 * Arms failpoints, replacing whatever was armed before. A key is a name, for wherever the place is passed, or
 * `<name>/<where>` for one queue, step or file of it. `chance` makes it repeatable.
 */
export function armFailpoints(points: ReadonlyMap<string, ArmedFailpoint>, chance: () => number = Math.random): void {
  armed.clear();
  for (const [name, point] of points) armed.set(name, point);
  draw = chance;
}

/** How often each failpoint has struck in this process. */
export function failpointHits(): ReadonlyMap<string, number> {
  return hits;
}

let draw: () => number = Math.random;

/** Does nothing, at the cost of one look, unless the place is armed. `where` says which queue, step or file it is about. */
export function failpoint(name: FailpointName, where = ''): Promise<void> | undefined {
  return armed.size === 0 ? undefined : pass(`${name}/${where}`, name);
}

function pass(narrow: string, wide: string): Promise<void> | undefined {
  const key = armed.has(narrow) ? narrow : wide;
  const point = armed.get(key);
  const struck = (hits.get(key) ?? 0) + 1;
  if (!point || struck > point.times || draw() >= point.probability) return undefined;
  hits.set(key, struck);
  return strike(key, point);
}

async function strike(name: string, { action, delayMs }: ArmedFailpoint): Promise<void> {
  process.stderr.write(`failpoint ${name} ${action}\n`);
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    case 'throw':
      throw new FailpointHit(name);
    case 'hang':
      return new Promise(() => undefined);
    case 'delay':
      return new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}
