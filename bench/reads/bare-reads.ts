import { Hono } from 'hono';
import { viewOfProduct } from '../../src/modules/catalog/http/views.ts';
import type { ProductView } from '../../src/modules/catalog/queries/product-view.ts';
import { toOrderView } from '../../src/modules/orders/http/order-view.ts';
import type { OrderReading, TimelineRow } from '../../src/modules/orders/queries/get-order.ts';
import type { Query } from './bare-query.ts';
import {
  NEWEST_PRODUCTS,
  ORDER,
  PRODUCT_BY_SLUG,
  PRODUCTS_FOUND,
  PRODUCTS_OF_CATEGORY,
  SAGA_UNDER_WAY,
  TIMELINE,
} from './bare-sql.ts';

type RankedProduct = ProductView & { readonly rank: number };
type OrderRow = Omit<OrderReading, 'failure' | 'total'> & { readonly totalMinor: number };

/** Products and orders, as the shop answers them. */
export function bareReads(query: Query): Hono {
  const app = new Hono();
  app.get('/v1/products/:slug', async (c) => {
    const [product] = await query<ProductView>(PRODUCT_BY_SLUG, [c.req.param('slug')]);
    return product === undefined ? c.notFound() : c.json(viewOfProduct(product));
  });
  app.get('/v1/products', async (c) => {
    const { limit: wanted, q, category } = c.req.query();
    const limit = Number(wanted);
    return c.json(pageOf(await productsOf(query, limit + 1, q, category), limit));
  });
  app.get('/v1/orders/:id', async (c) => {
    const id = c.req.param('id');
    const asked = [query(SAGA_UNDER_WAY, [id]), query<OrderRow>(ORDER, [id]), query<TimelineRow>(TIMELINE, [id])] as const;
    const [, [row], timeline] = await Promise.all(asked);
    if (row === undefined) return c.notFound();
    const total = { amountMinor: row.totalMinor, currency: row.currency };
    return c.json(toOrderView({ ...row, failure: undefined, total }, timeline));
  });
  return app;
}

function productsOf(query: Query, limit: number, words: string | undefined, category: string | undefined) {
  if (words !== undefined) return query<RankedProduct>(PRODUCTS_FOUND, [limit, words]);
  if (category !== undefined) return query<RankedProduct>(PRODUCTS_OF_CATEGORY, [limit, category]);
  return query<RankedProduct>(NEWEST_PRODUCTS, [limit]);
}

function pageOf(rows: readonly RankedProduct[], limit: number) {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const views = data.map(viewOfProduct);
  if (rows.length <= limit || last === undefined) return { hasMore: false, data: views };
  const nextCursor = Buffer.from(JSON.stringify({ id: last.id, rank: last.rank })).toString('base64url');
  return { hasMore: true, nextCursor, data: views };
}
