import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { products } from '../persistence/schema.ts';
import { productColumns } from './product-view.ts';

/** The last product of the page before. */
export interface PageEnd {
  readonly id: string;
  readonly rank: number;
}

export interface ProductFilter {
  readonly status: 'draft' | 'active' | 'archived';
  /** Words as they are typed into a search box; `"in quotes"`, `or` and `-not` are understood. */
  readonly words?: string | undefined;
  readonly category?: string | undefined;
  readonly after?: PageEnd | undefined;
  readonly limit: number;
}

/** Best match first where there are words, else newest first; the id decides between equals, so that pages neither skip nor repeat. */
export function findProducts(db: Db, { status, words, category, after, limit }: ProductFilter) {
  const rank = words === undefined ? sql<number>`0::float4` : rankFor(words);
  return db.drizzle
    .select({ ...productColumns, rank })
    .from(products)
    .where(
      and(
        eq(products.status, status),
        category === undefined ? undefined : sql`${products.categories} @> jsonb_build_array(${category}::text)`,
        words === undefined ? undefined : sql`${products.search} @@ websearch_to_tsquery('english', ${words})`,
        after && (words === undefined ? lt(products.id, after.id) : behind(rank, after)),
      ),
    )
    .orderBy(...(words === undefined ? [] : [desc(rank)]), desc(products.id))
    .limit(limit);
}

function rankFor(words: string): SQL<number> {
  return sql<number>`ts_rank_cd(${products.search}, websearch_to_tsquery('english', ${words}))`;
}

// float4 on both sides: the rank that was read compares equal to itself.
function behind(rank: SQL<number>, after: PageEnd): SQL {
  return sql`(${rank}, ${products.id}) < (${after.rank}::float4, ${after.id}::uuid)`;
}
