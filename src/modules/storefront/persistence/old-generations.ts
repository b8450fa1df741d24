import { notInArray, sql } from 'drizzle-orm';
import type { Tx } from '#shared-kernel/database/database.ts';
import { orders, products, profiles, refunds, shipments, stock, variants } from './schema.ts';

const TABLES = [profiles, orders, shipments, refunds, products, variants, stock] as const;

/** Removes rows of generations other than these, so many at most; returns how many there were, fewer at the end. */
export async function removeOtherGenerations(tx: Tx, inUse: readonly number[], limit: number): Promise<number> {
  let removed = 0;
  for (const table of TABLES) {
    if (removed === limit) break;
    const other = notInArray(table.generation, [...inUse]);
    const rows = await tx.drizzle
      .delete(table)
      .where(sql`ctid = any(array(select ctid from ${table} where ${other} limit ${limit - removed}))`)
      .returning({ generation: table.generation });
    removed += rows.length;
  }
  return removed;
}
