import { unreachable } from '#shared-kernel/errors.ts';
import type { Reservation } from './reservation.ts';

/** One change of the stock of one SKU. All quantities are differences. */
interface Change {
  readonly sku: string;
  readonly onHand: number;
  readonly held: number;
  readonly reserved: number;
}

/** Somebody counted, received, lost or found goods. */
export interface Adjustment extends Change {
  readonly kind: 'adjustment';
  readonly held: 0;
  readonly reserved: 0;
  readonly actor: string;
  readonly reason: string;
}

/** An order went one step on. */
export interface OrderMovement extends Change {
  readonly kind: 'hold' | 'reserve' | 'release' | 'expire' | 'ship';
  readonly orderId: string;
}

export type Movement = Adjustment | OrderMovement;

export function adjustment(sku: string, delta: number, { actor, reason }: { actor: string; reason: string }): Adjustment {
  return { kind: 'adjustment', sku, onHand: delta, held: 0, reserved: 0, actor, reason };
}

/** What happens to the stock as an order goes from one state to the next; `before` is absent for a new hold. */
export function movementsBetween(before: Reservation | undefined, after: Reservation): readonly OrderMovement[] {
  const effect = effectOf(before?.state, after.state);
  if (!effect) return [];
  const { kind, onHand, held, reserved } = effect;
  return after.lines.map(({ sku, quantity }) => ({
    kind,
    orderId: after.orderId,
    sku,
    onHand: onHand * quantity,
    held: held * quantity,
    reserved: reserved * quantity,
  }));
}

/** The effect of one piece, or undefined where the stock stays as it is. */
interface Effect {
  readonly kind: OrderMovement['kind'];
  readonly onHand: -1 | 0;
  readonly held: -1 | 0 | 1;
  readonly reserved: -1 | 0 | 1;
}

function effectOf(before: Reservation['state'] | undefined, after: Reservation['state']): Effect | undefined {
  if (before === after) return undefined;
  switch (after) {
    case 'held':
      return { kind: 'hold', onHand: 0, held: 1, reserved: 0 };
    case 'reserved':
      return { kind: 'reserve', onHand: 0, held: -1, reserved: 1 };
    case 'shipped':
      return { kind: 'ship', onHand: -1, held: 0, reserved: -1 };
    case 'expired':
      return { kind: 'expire', onHand: 0, held: -1, reserved: 0 };
    case 'released':
      return releaseEffect(before);
    case 'refused':
      return undefined;
    default:
      return unreachable(after);
  }
}

function releaseEffect(before: Reservation['state'] | undefined): Effect | undefined {
  if (before === 'held') return { kind: 'release', onHand: 0, held: -1, reserved: 0 };
  if (before === 'reserved') return { kind: 'release', onHand: 0, held: 0, reserved: -1 };
  return undefined;
}
