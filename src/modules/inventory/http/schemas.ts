import { z } from 'zod';
import { ListOf } from '#shared-kernel/paging.ts';

const sku = z.string().min(1).max(100);
const time = z.iso.datetime();
const pieces = z.int().nonnegative();

export const SkuParams = z.strictObject({ sku });

export const StockLevel = z
  .strictObject({
    sku,
    onHand: pieces.describe('In the warehouse, promised or not.'),
    held: pieces.describe('Promised to orders that are being paid.'),
    reserved: pieces.describe('Promised to orders that are paid and not shipped yet.'),
    available: pieces.describe('What can still be ordered: `onHand - held - reserved`.'),
  })
  .meta({ id: 'StockLevel' });

export const StockLevelList = ListOf(StockLevel).meta({ id: 'StockLevelList' });

export const AdjustStockBody = z
  .strictObject({
    delta: z
      .int()
      .min(-1_000_000)
      .max(1_000_000)
      .refine((delta) => delta !== 0, 'must not be zero')
      .describe('Pieces that came, or that went where negative. Never zero.'),
    reason: z.string().trim().min(1).max(200).describe('Why, for whoever reads the ledger.'),
  })
  .meta({ id: 'AdjustStockBody', examples: [{ delta: 24, reason: 'delivery' }] });

export const StockAdjustment = z
  .strictObject({
    id: z.uuid(),
    delta: z.int(),
    reason: z.string().max(200),
    at: time,
    ...StockLevel.shape,
  })
  .meta({ id: 'StockAdjustment', description: 'An adjustment, and the stock after it.' });

export const StockMovement = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['adjustment', 'hold', 'reserve', 'release', 'expire', 'ship']),
    onHand: z.int(),
    held: z.int(),
    reserved: z.int(),
    orderId: z.uuid().optional().describe('The order that caused it; absent on adjustments.'),
    actor: z.string().max(100).optional().describe('Who adjusted; only on adjustments.'),
    reason: z.string().max(200).optional().describe('Why; only on adjustments.'),
    at: time,
  })
  .meta({
    id: 'StockMovement',
    description: 'One entry of the ledger. Quantities are differences: summed up they give the stock.',
  });

export const StockMovementList = ListOf(StockMovement).meta({ id: 'StockMovementList' });
