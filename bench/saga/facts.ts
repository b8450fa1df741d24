import type { Session } from '#shared-kernel/database/session.ts';

/** How many of each durable fact there are, once all orders have come to their end. */
export interface Facts {
  readonly confirmed: number;
  /** Orders in any other state. */
  readonly other: number;
  readonly holds: number;
  readonly payments: number;
  readonly reservations: number;
  /** In stock items: pieces. */
  readonly reserved: number;
  readonly held: number;
  readonly shipments: number;
  readonly mails: number;
  readonly timeline: number;
}

/** Reads the facts of a shop from its own tables. */
export type ReadFacts = (database: Pick<Session, 'sql'>) => Promise<Facts>;

export const factsOfTessera: ReadFacts = async ({ sql }) => {
  const [facts] = await sql<Facts>`
    select
      (select count(*) from orders.orders where status = 'confirmed') as confirmed,
      (select count(*) from orders.orders where status <> 'confirmed') as other,
      (select count(*) from inventory.stock_movements where kind = 'hold') as holds,
      (select count(*) from payments.payments where status = 'captured') as payments,
      (select count(*) from inventory.reservations where state = 'reserved') as reservations,
      (select sum(reserved)::bigint from inventory.stock_items) as reserved,
      (select sum(held)::bigint from inventory.stock_items) as held,
      (select count(*) from shipping.shipments where status = 'created') as shipments,
      (select count(*) from notifications.notifications where template = 'order-confirmed' and status = 'sent') as mails,
      (select count(*) from orders.timeline) as timeline`;
  return existing(facts);
};

export const factsOfDbos: ReadFacts = async ({ sql }) => {
  const [facts] = await sql<Facts>`
    select
      (select count(*) from shop.orders where status = 'confirmed') as confirmed,
      (select count(*) from shop.orders where status <> 'confirmed') as other,
      (select count(*) from shop.stock_movements where kind = 'hold') as holds,
      (select count(*) from shop.payments where status = 'captured') as payments,
      (select count(*) from shop.reservations where status = 'reserved') as reservations,
      (select sum(reserved)::bigint from shop.stock_items) as reserved,
      (select sum(held)::bigint from shop.stock_items) as held,
      (select count(*) from shop.shipments where status = 'created') as shipments,
      (select count(*) from shop.notifications where template = 'order-confirmed') as mails,
      (select count(*) from shop.timeline) as timeline`;
  return existing(facts);
};

/** Those that a timeline notes; the seventh, the confirmation, is the state of the order. */
const STEPS = 6;

/** What must not be: empty where each order has left each fact once. */
export function brokenIn({ confirmed, other, held, timeline, ...each }: Facts): readonly string[] {
  const wrong = Object.entries(each).filter(([, count]) => count !== confirmed);
  return [
    ...(other > 0 ? [`${other} orders are not confirmed`] : []),
    ...(held > 0 ? [`${held} pieces are still held`] : []),
    ...(timeline < STEPS * confirmed ? [`${timeline} entries in all timelines`] : []),
    ...wrong.map(([what, count]) => `${count} ${what} for ${confirmed} orders`),
  ];
}

function existing(facts: Facts | undefined): Facts {
  if (!facts) throw new Error('a select of one row returned none');
  return facts;
}
