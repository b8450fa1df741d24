import type { OrderFact } from './fact.ts';
import type { OrderDetails } from './order-details.ts';

export type OrderStatus = 'pending' | 'confirmed' | 'cancelled' | 'needs_attention';

/** An order as a dashboard shows it. */
export interface OrderCard {
  readonly orderId: string;
  readonly userId: string;
  /** Of the fact that told the status. */
  readonly sequence: number;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  /** Absent while nobody has told them. */
  readonly details: OrderDetails | undefined;
}

/** One card for each order that the facts are about, the same in whatever order they come. */
export function orderCards(facts: readonly OrderFact[]): readonly OrderCard[] {
  const cards = new Map<string, OrderCard>();
  for (const fact of facts) {
    const card = cardOf(fact);
    const known = cards.get(card.orderId);
    cards.set(card.orderId, known === undefined ? card : merged(known, card));
  }
  return [...cards.values()];
}

/** The later fact tells the status, the earlier one when it began, and any of them the rest. */
function merged(one: OrderCard, other: OrderCard): OrderCard {
  const { sequence, status } = one.sequence < other.sequence ? other : one;
  const placedAt = one.placedAt < other.placedAt ? one.placedAt : other.placedAt;
  return { ...one, sequence, status, placedAt, details: one.details ?? other.details };
}

function cardOf(fact: OrderFact): OrderCard {
  const { subject: orderId, userId, sequence, at: placedAt } = fact;
  const details = fact.kind === 'order_stuck' ? undefined : fact.body;
  return { orderId, userId, sequence, status: STATUS[fact.kind], placedAt, details };
}

const STATUS: Readonly<Record<OrderFact['kind'], OrderStatus>> = {
  order_placed: 'pending',
  order_confirmed: 'confirmed',
  order_cancelled: 'cancelled',
  order_stuck: 'needs_attention',
};
