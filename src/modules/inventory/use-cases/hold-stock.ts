import { ExpireHoldV1 } from '#contracts/inventory/expire-hold.v1.ts';
import { StockHeldV1 } from '#contracts/inventory/stock-held.v1.ts';
import { StockHoldRefusedV1 } from '#contracts/inventory/stock-hold-refused.v1.ts';
import { secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { decideHolds } from '../domain/decide-holds.ts';
import { type Line, totalPerSku } from '../domain/line.ts';
import { movementsBetween } from '../domain/movement.ts';
import { newHold, type Reservation, refuseLateHold } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import { stockItems } from '../persistence/stock-items.ts';
import type { Deps } from './deps.ts';
import { recordMovements } from './record-movements.ts';

export interface WantedHold {
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly holdSeconds: number;
}

export type HoldStock = ReturnType<typeof holdStock>;

/** Holds all lines of an order or none, for a queue of orders at once, first come first served. */
export const holdStock =
  (deps: Deps) =>
  async (tx: Tx, wanted: readonly WantedHold[]): Promise<void> => {
    const holds = newHolds(wanted, deps.clock.now());
    const claimed = await reservations.claim(tx, holds);
    const late = await lockLate(tx, holds, claimed);
    const fresh = holds.filter(({ orderId }) => claimed.has(orderId));
    const items = await stockItems.lockBySku(tx, skusOf(fresh));
    const decided = decideHolds(items, fresh);
    const answered = late.map(refuseLateHold);
    await reservations.save(tx, [...changedBy(decided, fresh), ...changedBy(answered, late)]);
    await recordMovements(
      deps,
      tx,
      decided.flatMap((hold) => movementsBetween(undefined, hold)),
    );
    for (const hold of decided) expireInTime(deps.events, tx, hold);
    for (const hold of [...decided, ...answered]) tell(deps.events, tx, hold);
  };

/** One hold per order: where an order asks twice, its first request counts. */
function newHolds(wanted: readonly WantedHold[], now: Date): readonly Reservation[] {
  const first = new Map<string, Reservation>();
  for (const { orderId, lines, holdSeconds } of wanted) {
    if (!first.has(orderId)) first.set(orderId, newHold(orderId, totalPerSku(lines), secondsAfter(now, holdSeconds)));
  }
  return [...first.values()];
}

async function lockLate(tx: Tx, holds: readonly Reservation[], claimed: ReadonlySet<string>): Promise<readonly Reservation[]> {
  const late = holds.map(({ orderId }) => orderId).filter((orderId) => !claimed.has(orderId));
  return late.length === 0 ? [] : reservations.lock(tx, late);
}

function skusOf(holds: readonly Reservation[]): readonly string[] {
  return [...new Set(holds.flatMap(({ lines }) => lines.map(({ sku }) => sku)))];
}

function changedBy(after: readonly Reservation[], before: readonly Reservation[]): readonly Reservation[] {
  const unchanged = new Set(before);
  return after.filter((reservation) => !unchanged.has(reservation));
}

function expireInTime(events: EventBus, tx: Tx, { orderId, state, expiresAt }: Reservation): void {
  if (state !== 'held' || expiresAt === null) return;
  events.send(tx, ExpireHoldV1, { subject: orderId, payload: { orderId }, deliverAt: expiresAt });
}

function tell(events: EventBus, tx: Tx, { orderId, lines, expiresAt, answers: { hold } }: Reservation): void {
  if (!hold) return;
  const { sequence } = hold;
  if (hold.outcome === 'refused') {
    const payload = { orderId, code: hold.code, shortages: [...hold.shortages] };
    events.publish(tx, StockHoldRefusedV1, { subject: orderId, sequence, payload });
  } else if (expiresAt !== null) {
    const payload = { orderId, lines: [...lines], expiresAt: expiresAt.toISOString() };
    events.publish(tx, StockHeldV1, { subject: orderId, sequence, payload });
  }
}
