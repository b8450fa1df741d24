import { modules } from '../../../src/bootstrap/modules.ts';
import { gatherEvidence } from '../../faults/harness/gather-evidence.ts';
import { judge, type Verdict } from '../../faults/harness/invariants.ts';
import { type Quiet, untilAllQuiet } from '../../faults/harness/quiescence.ts';
import type { ShopDatabases } from '../../faults/harness/shop-databases.ts';
import { type Canonical, canonical } from './canonical.ts';
import { readTables } from './final-state.ts';
import { readOutsideEffects } from './outside-effects.ts';
import type { TopologyShop } from './topology-shop.ts';

/** What a shop has come to, once nothing happens in it any more. */
export interface JudgedState {
  /** Of promises that were broken; none where all are kept. */
  readonly broken: readonly Verdict[];
  readonly state: Canonical;
}

export async function judgedStateOf({ run, history, webhooks }: TopologyShop, withinMs = 180_000): Promise<JudgedState> {
  const { databases, provider, carrier, directory } = run;
  const quiet = await untilAtRest(databases, withinMs);
  const gathered = await gatherEvidence({
    ...{ postgres: { ...databases.of('orders'), log: databases.log }, databases },
    ...{ provider, carrier, directory, restedAt: quiet.at },
  });
  const rest = { quietAfterMs: quiet.afterMs, unrest: quiet.unrest, unready: [] };
  const verdicts = judge({ ...gathered, ...rest, calls: history.calls });
  const names = modules.map(({ name }) => name);
  const [tables, outside] = await Promise.all([readTables(databases, names), readOutsideEffects(run, webhooks)]);
  return {
    broken: verdicts.filter(({ violations }) => violations.length > 0),
    state: canonical(new Map([...tables, ...outside])),
  };
}

/** Work that modules do by the clock is no message, and has to be done too. */
async function untilAtRest(databases: ShopDatabases, withinMs: number): Promise<Quiet> {
  const start = Date.now();
  for (;;) {
    const quiet = await untilAllQuiet(databases, withinMs - (Date.now() - start));
    const left = quiet.afterMs === undefined ? [] : await workLeft(databases);
    if (left.length === 0) return quiet;
    if (Date.now() - start > withinMs) return { ...quiet, afterMs: undefined, unrest: left };
  }
}

async function workLeft(databases: ShopDatabases): Promise<readonly string[]> {
  const found = await Promise.all([
    databases.of('notifications').asOwner(
      ({ sql }) => sql<{ what: string }>`
        select 'mail ' || template as what from notifications.notifications where status = 'pending'
        union all select 'webhook ' || event_type from notifications.webhook_deliveries where status = 'pending'`,
    ),
    databases.of('identity').asOwner(
      ({ sql }) => sql<{ what: string }>`
        select kind || ' of personal data' as what from identity.privacy_requests where status = 'pending'`,
    ),
    databases
      .of('catalog')
      .asOwner(({ sql }) => sql<{ what: string }>`select 'import' as what from catalog.imports where status = 'running'`),
  ]);
  return found.flat().map(({ what }) => `${what} is under way`);
}
