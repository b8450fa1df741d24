import type { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import type { Order } from '../domain/order.ts';

/** What every event of an order says about it. */
export function orderFacts({ id, number, userId, customer, lines, total }: Order): OrderPlacedV1 {
  return { orderId: id, number, customer, lines: [...lines], total, ...(userId === undefined ? {} : { userId }) };
}
