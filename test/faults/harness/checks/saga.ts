import { type Evidence, hasLeft } from '../evidence.ts';

/** 6. Every order has ended, and one that failed has left nothing: no hold, reservation, authorization or shipment. */
export function saga(evidence: Evidence): readonly string[] {
  return [...unended(evidence), ...leftovers(evidence)];
}

function* unended({ orders, sagas }: Evidence) {
  for (const { id, status } of orders) if (status === 'pending') yield `order ${id} is still pending`;
  for (const { orderId, saga: name, phase } of sagas) {
    if (phase === 'forward' || phase === 'undoing') yield `${name} of ${orderId} is still ${phase}`;
  }
}

/** What may not be left of a cancelled order, where. */
const LEFT = {
  stock: ['held', 'reserved'],
  payment: ['pending', 'authorized', 'capturing', 'capture_failed'],
  shipment: ['requested', 'created', 'cancelling'],
} as const satisfies Record<string, readonly string[]>;

function leftovers(evidence: Evidence): readonly string[] {
  const { orders, reservations, payments, shipments } = evidence;
  const states = {
    stock: new Map(reservations.map(({ orderId, state }) => [orderId, state])),
    payment: new Map(payments.map(({ orderId, status }) => [orderId, status])),
    shipment: new Map(shipments.map(({ orderId, status }) => [orderId, status])),
  };
  const atCarrier = ordersAtCarrier(evidence);
  const ended = (status: string) => orders.flatMap((order) => (order.status === status ? [order.id] : []));
  const left = ended('cancelled').flatMap((id) => {
    const parts = (['stock', 'payment', 'shipment'] as const).map((what) => ({ what, state: states[what].get(id) }));
    const open = parts.filter(({ what, state }) => LEFT[what].some((each) => each === state));
    const parcel = atCarrier.has(id) ? [`order ${id} is cancelled, the carrier still has its parcel`] : [];
    return [...open.map(({ what, state }) => `order ${id} is cancelled, its ${what} is ${state}`), ...parcel];
  });
  const gone = new Set(shipments.filter(hasLeft).map(({ orderId }) => orderId));
  const missing = ended('confirmed').flatMap((id) => {
    const shipped = (states.shipment.get(id) === 'created' || gone.has(id)) && atCarrier.has(id);
    return shipped
      ? []
      : [`order ${id} is confirmed, its shipment is ${states.shipment.get(id)}, at the carrier: ${atCarrier.has(id)}`];
  });
  return [...left, ...missing];
}

/** Those of which the carrier has a parcel: booked, and not cancelled. */
function ordersAtCarrier({ parcels, shipments }: Evidence): ReadonlySet<string> {
  const keysOf = (type: string) => new Set(parcels.filter((parcel) => parcel.type === type).map(({ key }) => key));
  const cancelled = keysOf('cancelled');
  const there = new Set([...keysOf('booked')].filter((key) => !cancelled.has(key)));
  return new Set(shipments.filter(({ id }) => there.has(id)).map(({ orderId }) => orderId));
}
