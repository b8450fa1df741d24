import type { Db as BossDatabase } from 'pg-boss';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { SessionPool } from '#shared-kernel/database/session-pool.ts';

/** pg-boss on sessions of its own, under the role `bus`, that may write outside a transaction. */
export function bossDatabase(pool: SessionPool): BossDatabase {
  return {
    executeSql: (text, values = []) =>
      pool.lease(async (session) => {
        // pg-boss sends some scripts of several statements, all of which begin with BEGIN: they cannot be prepared.
        const script = /^\s*BEGIN\b/i.test(text);
        const { rows } = await session.run<Record<string, unknown>>(text, script ? undefined : values);
        return { rows: [...rows] };
      }),
  };
}

/** pg-boss inside a transaction of a module: what it writes commits with the module's own change. */
export function bossInTransaction(tx: Tx): BossDatabase {
  return { executeSql: async (text, values = []) => ({ rows: [...(await tx.execute(text, values))] }) };
}
