import { newId } from '#shared-kernel/ids.ts';
import type { Line } from '../domain/line.ts';
import { newHold, type Reservation } from '../domain/reservation.ts';
import type { StockItem } from '../domain/stock-item.ts';

export const NOON = new Date('2026-01-15T12:00:00.000Z');
export const QUARTER_PAST = new Date('2026-01-15T12:15:00.000Z');

export function anItem(sku: string, quantities: Partial<StockItem> = {}): StockItem {
  return { sku, onHand: 0, held: 0, reserved: 0, version: 1, ...quantities };
}

/** A hold that was claimed at {@link NOON} and is over at {@link QUARTER_PAST}. */
export function aHold(...lines: readonly Line[]): Reservation {
  return newHold(newId(), lines.length > 0 ? lines : [{ sku: 'TEA', quantity: 2 }], QUARTER_PAST);
}

/** What a reservation is before anything was asked for its order. */
export function anUnheardOrder(): Reservation {
  return { orderId: newId(), state: 'refused', version: 0, expiresAt: null, lines: [], answers: {} };
}
