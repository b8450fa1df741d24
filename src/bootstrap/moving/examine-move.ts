import type { Session } from '#shared-kernel/database/session.ts';
import { readHistory } from '../migrations/history.ts';
import { withOwnerSession } from '../migrations/migrator-session.ts';
import { tablesInOrder } from './tables-in-order.ts';

/** What stands against copying a module. */
export interface MoveFacts {
  /** Sessions of the module where it comes from. */
  readonly atWork: number;
  /** Its messages that somebody has begun. */
  readonly begun: number;
  /** What it said to other databases that is not confirmed yet. */
  readonly unsent: number;
  /** Tables in the target that are not empty. */
  readonly filled: readonly string[];
  readonly historiesDiffer: boolean;
}

export function examineMove(module: string, from: string, to: string): Promise<MoveFacts> {
  return withOwnerSession(from, (source) =>
    withOwnerSession(to, async (target) => ({
      ...(await examineSource(source, module)),
      filled: await filledTables(target, module),
      historiesDiffer: (await historyOf(source, module)) !== (await historyOf(target, module)),
    })),
  );
}

async function examineSource({ sql }: Session, module: string): Promise<Pick<MoveFacts, 'atWork' | 'begun' | 'unsent'>> {
  const [facts] = await sql<Pick<MoveFacts, 'atWork' | 'begun' | 'unsent'>>`
    select
      (select count(*)::int from pg_stat_activity where datname = current_database() and application_name = ${`tessera:${module}`})
        as "atWork",
      (select count(*)::int from pgboss.job where name like ${`${module}.%`} and state = 'active') as begun,
      (select count(*)::int from pgboss.job where name like ${`relay.${module}.%`} and state < 'completed') as unsent`;
  if (facts === undefined) throw new Error('a select of one row returned none');
  return facts;
}

async function filledTables(session: Session, module: string): Promise<readonly string[]> {
  const filled: string[] = [];
  for (const table of await tablesInOrder(session, module)) {
    const { rows } = await session.run<{ filled: boolean }>(`select exists (select from ${table}) as filled`, []);
    if (rows[0]?.filled) filled.push(table);
  }
  return filled;
}

/** Which files made the schema what it is. */
async function historyOf(session: Session, module: string): Promise<string> {
  const applied = await readHistory(session, module);
  return applied.map(({ version, sha256 }) => `${version} ${sha256}`).join('\n');
}
