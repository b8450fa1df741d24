import { secondsAfter } from '#shared-kernel/clock.ts';
import { newId } from '#shared-kernel/ids.ts';
import { decideHolds } from '../domain/decide-holds.ts';
import { adjustment, type Movement, movementsBetween } from '../domain/movement.ts';
import { expire, newHold, type Reservation, refuseLateHold, release, reserve, ship } from '../domain/reservation.ts';
import { availableOf, type StockItem } from '../domain/stock-item.ts';
import { anItem, anUnheardOrder, NOON } from './builders.ts';
import { type Happening, HISTORY_HOLD_SECONDS } from './histories.ts';

/** A shop on paper: what the domain decides, without a database. */
export class PaperShop {
  readonly items = new Map<string, StockItem>();
  readonly reservations = new Map<number, Reservation>();
  readonly movements: Movement[] = [];
  #now = NOON;

  live(happening: Happening): void {
    if (happening.kind === 'wait') this.#now = secondsAfter(this.#now, happening.seconds);
    else if (happening.kind === 'adjust') this.#adjust(happening.sku, happening.delta);
    else if (happening.kind === 'hold') this.#hold(happening.orders);
    else for (const order of happening.orders) this.#step(order, happening.kind);
  }

  /** What orders in this state have been promised of a SKU. */
  promised(sku: string, state: Reservation['state']): number {
    return [...this.reservations.values()]
      .filter((reservation) => reservation.state === state)
      .flatMap(({ lines }) => lines)
      .reduce((total, line) => (line.sku === sku ? total + line.quantity : total), 0);
  }

  #adjust(sku: string, delta: number): void {
    if (availableOf(this.#itemOf(sku)) + delta < 0) return;
    this.#move([adjustment(sku, delta, { actor: 'ada', reason: 'counted' })]);
  }

  #hold(wanted: Extract<Happening, { kind: 'hold' }>['orders']): void {
    const expiresAt = secondsAfter(this.#now, HISTORY_HOLD_SECONDS);
    const fresh = wanted.filter(({ order }) => !this.reservations.has(order));
    const decided = decideHolds(
      [...this.items.values()],
      fresh.map(({ lines }) => newHold(newId(), lines, expiresAt)),
    );
    for (const { order } of wanted) {
      const known = this.reservations.get(order);
      if (known) this.reservations.set(order, refuseLateHold(known));
    }
    for (const [index, { order }] of fresh.entries()) {
      const hold = decided[index];
      if (!hold) continue;
      this.reservations.set(order, hold);
      this.#move(movementsBetween(undefined, hold));
    }
  }

  #step(order: number, kind: 'reserve' | 'release' | 'expire' | 'ship'): void {
    const known = this.reservations.get(order);
    if (!known && (kind === 'expire' || kind === 'ship')) return;
    const before = known ?? anUnheardOrder();
    const after = { reserve, release, expire, ship }[kind](before, this.#now);
    this.reservations.set(order, after);
    this.#move(movementsBetween(before, after));
  }

  #move(movements: readonly Movement[]): void {
    for (const movement of movements) {
      const item = this.#itemOf(movement.sku);
      this.items.set(movement.sku, {
        ...item,
        onHand: item.onHand + movement.onHand,
        held: item.held + movement.held,
        reserved: item.reserved + movement.reserved,
      });
      this.movements.push(movement);
    }
  }

  #itemOf(sku: string): StockItem {
    return this.items.get(sku) ?? anItem(sku);
  }
}
