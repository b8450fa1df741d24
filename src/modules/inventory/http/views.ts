import type { z } from 'zod';
import { availableOf } from '../domain/stock-item.ts';
import type { StockMovementView } from '../queries/list-stock-movements.ts';
import type { Adjusted } from '../use-cases/adjust-stock.ts';
import type { StockAdjustment, StockMovement } from './schemas.ts';

export function toAdjustment({ id, at, delta, reason, item }: Adjusted): z.output<typeof StockAdjustment> {
  const { sku, onHand, held, reserved } = item;
  return { id, delta, reason, at: at.toISOString(), sku, onHand, held, reserved, available: availableOf(item) };
}

export function toMovement({ orderId, actor, reason, at, ...entry }: StockMovementView): z.output<typeof StockMovement> {
  return {
    ...entry,
    ...(orderId === null ? {} : { orderId }),
    ...(actor === null ? {} : { actor }),
    ...(reason === null ? {} : { reason }),
    at: at.toISOString(),
  };
}
