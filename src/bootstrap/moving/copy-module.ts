import { AppError } from '#shared-kernel/errors.ts';
import { withOwnerSession } from '../migrations/migrator-session.ts';
import { copyRows, type Endpoint, withEndpoints } from './copy-rows.ts';
import { examineMove, type MoveFacts } from './examine-move.ts';
import { tablesInOrder } from './tables-in-order.ts';

export interface CopyModuleOptions {
  /** The module, which is at work nowhere. */
  readonly module: string;
  /** The database that it was at work in, as the user who owns its schemas. */
  readonly from: string;
  /** The database that it will be at work in: migrated, with its queues, and empty. */
  readonly to: string;
  /** Called after each table. */
  readonly onProgress?: (copied: CopiedTable) => void;
}

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/** What a module's messages are copied as: those that nobody has begun, its dead letters among them. */
const WAITING = "state < 'active'";

/**
 * Copies all that a module keeps, and the messages that wait for it, from one database to another: all or nothing, from one
 * snapshot, and compared afterwards. Changes nothing where it comes from. Throws an AppError where something stands against it.
 */
export async function copyModule({ module, from, to, onProgress }: CopyModuleOptions): Promise<readonly CopiedTable[]> {
  refuseWhere(module, await examineMove(module, from, to));
  const tables = await withOwnerSession(from, (session) => tablesInOrder(session, module));
  return withEndpoints(from, to, async (source, target) => {
    const copied: CopiedTable[] = [];
    const note = (table: string, rows: number) => {
      copied.push({ table, rows });
      onProgress?.({ table, rows });
    };
    for (const table of tables) note(table, await copyRows(source, target, { table }));
    const messages = `${WAITING} and (name like '${module}.%')`;
    note('pgboss.job', await copyRows(source, target, { table: 'pgboss.job', where: messages }));
    await continueSequences(source, target, module);
    return copied;
  });
}

function refuseWhere(module: string, facts: MoveFacts): void {
  const { atWork, begun, unsent, filled, historiesDiffer } = facts;
  const reasons = [
    ...(atWork > 0 ? [`${module} is still at work there: stop its process, and wait until it has ended`] : []),
    ...(begun > 0 ? [`${begun} of its messages are in work: wait until their claims have lapsed, or are handled`] : []),
    ...(unsent > 0
      ? [`${unsent} of its messages to other databases are not confirmed: start it there again until none is left`]
      : []),
    ...(historiesDiffer ? ['the two databases have not had the same migrations: run `tessera migrate up` on both'] : []),
    ...(filled.length > 0 ? [`there is something in ${filled.join(', ')} already: the target must be empty`] : []),
  ];
  if (reasons.length === 0) return;
  throw new AppError('conflict', {
    code: 'platform.module_not_movable',
    detail: `${module} was not copied. ${reasons.join('; ')}.`,
  });
}

async function continueSequences(source: Endpoint, target: Endpoint, module: string): Promise<void> {
  const sequences = await source.rows<{ name: string; last: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as last from pg_sequences where schemaname = '${module}'`,
  );
  for (const { name, last } of sequences) {
    if (last !== null) await target.rows(`select setval('${name}', ${last})`);
  }
}
