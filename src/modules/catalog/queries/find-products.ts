import type { Db } from '#shared-kernel/database/database.ts';
import { part } from '#shared-kernel/database/sql.ts';
import { type ProductView, productColumns } from './product-view.ts';

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

export type FoundProduct = ProductView & { readonly rank: number };

/** Best match first where there are words, else newest first; the id decides between equals, so that pages neither skip nor repeat. */
export function findProducts(db: Db, { words, ...filter }: ProductFilter): Promise<readonly FoundProduct[]> {
  return words === undefined ? newest(db, filter) : bestMatches(db, words, filter);
}

type Filter = Omit<ProductFilter, 'words'>;

function newest(db: Db, { status, category, after, limit }: Filter): Promise<readonly FoundProduct[]> {
  const behind = after === undefined ? part`` : part`and id < ${after.id}`;
  return db.sql<FoundProduct>`
    select ${productColumns}, 0 as rank
    from catalog.products
    where status = ${status} ${inCategory(category)} ${behind}
    order by id desc
    limit ${limit}`;
}

function bestMatches(db: Db, words: string, { status, category, after, limit }: Filter): Promise<readonly FoundProduct[]> {
  // float4 on both sides: the rank that was read compares equal to itself.
  const behind =
    after === undefined ? part`` : part`and (ts_rank_cd(search, query), id) < (${after.rank}::float4, ${after.id}::uuid)`;
  return db.sql<FoundProduct>`
    select ${productColumns}, ts_rank_cd(search, query) as rank
    from catalog.products, websearch_to_tsquery('english', ${words}) as query
    where search @@ query and status = ${status} ${inCategory(category)} ${behind}
    order by rank desc, id desc
    limit ${limit}`;
}

function inCategory(category: string | undefined) {
  return category === undefined ? part`` : part`and categories @> jsonb_build_array(${category}::text)`;
}
