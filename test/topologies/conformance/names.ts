import { z } from 'zod';
import type { Row, Tables } from './final-state.ts';

/** What somebody who looks into the shop would call a thing; the same in every run of the same scenarios, though not of one thing alone. */
export function namesIn(tables: Tables): (id: string) => string {
  const names = new Map<string, string>();
  const nameOf = (id: string) => names.get(id) ?? '<id>';
  for (const { table, name } of NAMED) {
    for (const row of tables.get(table) ?? []) {
      const { id } = Named.parse(row);
      names.set(id, name(row, nameOf));
    }
  }
  return nameOf;
}

interface Naming {
  readonly table: string;
  readonly name: (row: Row, nameOf: (id: string) => string) => string;
}

/** Those further down are called after those further up. */
const NAMED: readonly Naming[] = [
  { table: 'catalog.products', name: ({ title }) => `product ${title}` },
  { table: 'catalog.variants', name: ({ sku }) => `variant ${sku}` },
  { table: 'identity.users', name: ({ name }) => `user ${name}` },
  { table: 'identity.clients', name: ({ name }) => `client ${name}` },
  { table: 'orders.orders', name: ({ status, lines }) => `${status} order of ${skusIn(lines)}` },
  { table: 'orders.carts', name: ({ lines }) => `cart of ${skusIn(lines)}` },
  { table: 'payments.payments', name: (row, nameOf) => `payment of ${nameOf(Ordered.parse(row).order_id)}` },
  { table: 'shipping.shipments', name: (row, nameOf) => `shipment of ${nameOf(Ordered.parse(row).order_id)}` },
  { table: 'notifications.notifications', name: (row, nameOf) => `${row.template} about ${nameOf(About.parse(row).about)}` },
  { table: 'notifications.webhook_events', name: ({ type, body }, nameOf) => `${type} ${namesAmong(String(body), nameOf)}` },
  { table: 'notifications.webhook_endpoints', name: ({ description }) => `endpoint ${description}` },
];

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function namesAmong(text: string, nameOf: (id: string) => string): string {
  return (text.match(ID) ?? []).map(nameOf).join(', ');
}

const Named = z.looseObject({ id: z.string() });
const Ordered = z.looseObject({ order_id: z.string() });
const About = z.looseObject({ about: z.string() });
const Lines = z.array(z.looseObject({ sku: z.string() }));

function skusIn(lines: unknown): string {
  return Lines.parse(lines)
    .map(({ sku }) => sku)
    .join(', ');
}
