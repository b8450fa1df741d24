import { type Evidence, hasLeft, type Quantity } from '../evidence.ts';

/** 4. Never more sold than there is; the ledger adds up; at rest nothing is held, and what is reserved is what was sold and has not left. */
export function stock(evidence: Evidence): readonly string[] {
  return [...oversold(evidence), ...unbalanced(evidence), ...unsettled(evidence)];
}

function* oversold({ stock: items }: Evidence) {
  for (const { sku, onHand, held, reserved } of items) {
    if (held < 0 || reserved < 0 || held + reserved > onHand) {
      yield `${sku}: ${held} held and ${reserved} reserved of ${onHand} on hand`;
    }
  }
}

function* unbalanced({ stock: items, movements }: Evidence) {
  const totals = new Map<string, { onHand: number; held: number; reserved: number }>();
  for (const { sku, onHand, held, reserved } of movements) {
    const total = totals.get(sku) ?? { onHand: 0, held: 0, reserved: 0 };
    totals.set(sku, { onHand: total.onHand + onHand, held: total.held + held, reserved: total.reserved + reserved });
  }
  for (const { sku, onHand, held, reserved } of items) {
    const total = totals.get(sku) ?? { onHand: 0, held: 0, reserved: 0 };
    if (total.onHand !== onHand || total.held !== held || total.reserved !== reserved) {
      yield `${sku}: the item says ${onHand}/${held}/${reserved}, its movements ${total.onHand}/${total.held}/${total.reserved}`;
    }
  }
}

/** Where an order is still open, what is held or reserved of its SKUs may be its own. */
function* unsettled({ stock: items, orders, reservations, shipments }: Evidence) {
  const left = new Set(shipments.filter(hasLeft).map(({ orderId }) => orderId));
  const open = orders.filter(({ status }) => status === 'needs_attention' || status === 'pending');
  const unsure = new Set(open.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const states = new Map(reservations.map(({ orderId, state }) => [orderId, state]));
  const confirmed = orders.filter(({ status }) => status === 'confirmed');
  const sold = soldPieces(confirmed.filter(({ id }) => states.get(id) !== 'shipped'));
  for (const { sku, held, reserved } of items.filter((item) => !unsure.has(item.sku))) {
    const pieces = sold.get(sku) ?? 0;
    if (held !== 0) yield `${sku}: ${held} are still held`;
    if (reserved !== pieces) yield `${sku}: ${reserved} reserved, ${pieces} sold`;
  }
  for (const { id } of confirmed) {
    if (states.get(id) !== (left.has(id) ? 'shipped' : 'reserved'))
      yield `order ${id} is confirmed, its stock is ${states.get(id)}`;
  }
}

function soldPieces(confirmed: Evidence['orders']): ReadonlyMap<string, number> {
  const sold = new Map<string, number>();
  const lines: readonly Quantity[] = confirmed.flatMap((order) => order.lines);
  for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
  return sold;
}
