import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import type { Principal } from '#shared-kernel/tokens.ts';
import { getStockLevel } from '../queries/get-stock-level.ts';
import { listStockLevels } from '../queries/list-stock-levels.ts';
import { listStockMovements } from '../queries/list-stock-movements.ts';
import type { AdjustStock } from '../use-cases/adjust-stock.ts';
import { AdjustStockBody, SkuParams, StockAdjustment, StockLevel, StockLevelList, StockMovementList } from './schemas.ts';
import { toAdjustment, toMovement } from './views.ts';

export const stockRoutes = (adjustStock: AdjustStock): readonly Route[] => [
  getStock,
  listStock,
  listMovements,
  postAdjustment(adjustStock),
];

const getStock = defineRoute({
  method: 'get',
  path: '/v1/stock/{sku}',
  operationId: 'getStockLevel',
  summary: 'How many pieces of a SKU there are, and how many can still be ordered',
  access: 'public',
  params: SkuParams,
  replies: { 200: StockLevel },
  refusals: { 404: ['inventory.unknown_sku'] },
  handle: async ({ params, read }) => {
    const { level, version } = await read((db) => getStockLevel(db, params.sku));
    return { status: 200 as const, body: level, version };
  },
});

const listStock = defineRoute({
  method: 'get',
  path: '/v1/stock',
  operationId: 'listStockLevels',
  summary: 'The stock of all SKUs, in SKU order',
  access: 'inventory:write',
  query: PageQuery,
  replies: { 200: StockLevelList },
  handle: async ({ query: { limit, cursor }, read }) => {
    const after = cursorKey(cursor, z.string());
    const levels = await read((db) => listStockLevels(db, { after, limit: limit + 1 }));
    return { status: 200 as const, body: pageOf(levels, limit, ({ sku }) => sku) };
  },
});

const listMovements = defineRoute({
  method: 'get',
  path: '/v1/stock/{sku}/movements',
  operationId: 'listStockMovements',
  summary: 'The ledger of a SKU, newest entry first',
  access: 'inventory:write',
  params: SkuParams,
  query: PageQuery,
  replies: { 200: StockMovementList },
  refusals: { 404: ['inventory.unknown_sku'] },
  handle: async ({ params: { sku }, query: { limit, cursor }, read }) => {
    const after = cursorKey(cursor, z.uuid());
    const movements = await read(async (db) => {
      await getStockLevel(db, sku);
      return listStockMovements(db, { sku, after, limit: limit + 1 });
    });
    return { status: 200 as const, body: pageOf(movements.map(toMovement), limit, ({ id }) => id) };
  },
});

const postAdjustment = (adjustStock: AdjustStock) =>
  defineRoute({
    method: 'post',
    path: '/v1/stock/{sku}/adjustments',
    operationId: 'adjustStock',
    summary: 'Add pieces to the stock of a SKU, or take some away',
    description: 'Changes the stock by a difference, never to a value. What is held or reserved for orders cannot be taken away.',
    access: 'inventory:write',
    idempotencyKey: 'required',
    params: SkuParams,
    body: AdjustStockBody,
    replies: { 201: StockAdjustment },
    refusals: { 409: ['inventory.insufficient_stock'] },
    handle: ({ params: { sku }, body, principal, transaction }) =>
      transaction(async (tx) => {
        const adjusted = await adjustStock(tx, { ...body, sku, actor: callerOf(principal) });
        return { status: 201 as const, body: toAdjustment(adjusted), version: adjusted.item.version };
      }),
  });

function callerOf(principal: Principal | undefined): string {
  if (!principal) throw new Error('a route with a scope was called by nobody');
  return principal.id;
}
