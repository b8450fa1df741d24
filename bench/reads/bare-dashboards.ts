import { Hono } from 'hono';
import type { Db } from '#shared-kernel/database/database.ts';
import { type Sql, type SqlValue, textOf } from '#shared-kernel/database/sql.ts';
import {
  toMobileBuyAgain,
  toMobileOrder,
  toSpending,
  toWebBuyAgain,
  toWebOrder,
} from '../../src/modules/storefront/http/views.ts';
import { getProfile } from '../../src/modules/storefront/queries/get-profile.ts';
import { listBuyAgain } from '../../src/modules/storefront/queries/list-buy-again.ts';
import { listRecentOrders } from '../../src/modules/storefront/queries/list-recent-orders.ts';
import { listShipmentsUnderWay } from '../../src/modules/storefront/queries/list-shipments-under-way.ts';
import { sumSpending } from '../../src/modules/storefront/queries/sum-spending.ts';
import type { Query } from './bare-query.ts';

/** The header in which a caller says who he is: here everybody is believed. */
export const BELIEVED = 'x-user-id';

/** Both dashboards, as the shop answers them: their statements are in its source as text, and are taken from there. */
export function bareDashboards(query: Query): Hono {
  const app = new Hono();
  const db = asDb(query);
  app.get('/v1/mobile/dashboard', async (c) => {
    const user = c.req.header(BELIEVED) ?? '';
    const [profile, orders, shipments, bought] = await Promise.all([
      getProfile(db, user),
      listRecentOrders(db, user, 3),
      listShipmentsUnderWay(db, user, 5),
      listBuyAgain(db, user, 6),
    ]);
    const fresh = { asOf: new Date().toISOString(), stale: false };
    return c.json({
      ...fresh,
      profile: { ...fresh, ...profile },
      orders: { ...fresh, data: orders.map(toMobileOrder) },
      shipments: { ...fresh, data: shipments },
      buyAgain: { ...fresh, data: bought.map(toMobileBuyAgain) },
    });
  });
  app.get('/v1/web/dashboard', async (c) => {
    const user = c.req.header(BELIEVED) ?? '';
    const [profile, orders, spent, bought] = await Promise.all([
      getProfile(db, user),
      listRecentOrders(db, user, 10),
      sumSpending(db, user, 20),
      listBuyAgain(db, user, 12),
    ]);
    const fresh = { asOf: new Date().toISOString(), stale: false };
    return c.json({
      ...fresh,
      profile: { ...fresh, ...profile },
      orders: { ...fresh, data: orders.map(toWebOrder) },
      spending: { ...fresh, data: spent.map(toSpending) },
      buyAgain: { ...fresh, data: bought.map(toWebBuyAgain) },
    });
  });
  return app;
}

function asDb(query: Query): Db {
  const sql: Sql = async <Row>(strings: TemplateStringsArray, ...values: readonly SqlValue[]) =>
    query<Row>(textOf(strings), values.map(String));
  return {
    sql,
    get drizzle(): never {
      throw new Error('these queries are text');
    },
  };
}
