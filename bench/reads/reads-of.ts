import { BELIEVED } from './bare-dashboards.ts';
import { CATEGORIES, wordsIn } from './fill-catalogue.ts';
import type { Target } from './load-order.ts';
import type { Customer } from './make-customers.ts';

/** A read of the API, as clients ask for it one after the other. */
export interface Read {
  readonly name: string;
  readonly targets: readonly Target[];
}

/** Products read by the same address, of which there are too many to be in any cache of ours. */
const SLUGS = 4_000;

/** What visitors read of a catalogue of so many products. */
export function catalogueReads(products: number): readonly Read[] {
  const slugs = Array.from({ length: SLUGS }, (_, index) => `product-${1 + ((index * 7_919) % products)}`);
  const categories = Array.from({ length: CATEGORIES }, (_, index) => `category-${index}`);
  const found = (matches: number) => wordsIn(matches, products).map((word) => visit(`/v1/products?limit=20&q=${word}`));
  return [
    { name: 'product by slug', targets: slugs.map((slug) => visit(`/v1/products/${slug}`)) },
    { name: 'list, the newest 20', targets: [visit('/v1/products?limit=20')] },
    { name: 'list of a category', targets: categories.map((name) => visit(`/v1/products?limit=20&category=${name}`)) },
    { name: 'search, 20 matches', targets: found(20) },
    { name: 'search, 1 % matches', targets: found(products / 100) },
  ];
}

/** What customers read of what they have bought. */
export function customerReads(customers: readonly Customer[]): readonly Read[] {
  return [
    {
      name: 'order by id',
      targets: customers.flatMap((customer) => customer.orderIds.map((id) => as(customer, `/v1/orders/${id}`))),
    },
    { name: 'mobile dashboard', targets: customers.map((customer) => as(customer, '/v1/mobile/dashboard')) },
    { name: 'web dashboard', targets: customers.map((customer) => as(customer, '/v1/web/dashboard')) },
  ];
}

function visit(path: string): Target {
  return { path, headers: {} };
}

function as({ headers, userId }: Customer, path: string): Target {
  return { path, headers: { ...headers, [BELIEVED]: userId } };
}
