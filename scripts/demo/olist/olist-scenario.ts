import type { PlannedOrder } from '../planned-order.ts';
import { withThousands } from '../report/check.ts';
import type { Scenario } from '../scenario.ts';
import { shopifyCsv } from '../shopify-csv.ts';
import { bridgeLines, CURRENCY, olistChecks } from './checks.ts';
import { catalogueOf, Demand, linesOf } from './offers.ts';
import { type OlistOrder, readOlistOrders } from './read-orders.ts';
import { isCalledOff, OlistTotals } from './totals.ts';

export interface OlistOptions {
  /** Only the first so many orders of the file. */
  readonly limit?: number | undefined;
  /** Dispatch and deliver what was dispatched and delivered. */
  readonly ship: boolean;
}

/** The order history of Olist, as orders of this shop. docs/demo.md says how the one becomes the other. */
export async function olistScenario(
  directory: string,
  { limit = Number.POSITIVE_INFINITY, ship }: OlistOptions,
): Promise<Scenario> {
  const { totals, demand, ordered } = await survey(directory, limit);
  const products = new Set([...ordered].map(productOf));
  const rows = await catalogueOf(
    directory,
    demand.skus.filter((sku) => products.has(productOf(sku))),
  );
  const catalogue = { file: shopifyCsv(rows), currency: CURRENCY };
  const statuses = [...totals.statuses].toSorted(([, a], [, b]) => b - a);
  const orders = async function* () {
    for await (const order of readOlistOrders(directory, limit)) {
      if (order.items.length > 0) yield planned(order, ship);
    }
  };
  return {
    title: `Olist: ${withThousands(String(totals.orders))} orders`,
    catalogue,
    plan: async () => ({
      orderCount: totals.orders - totals.bridge.withoutItems.orders,
      stock: [...ordered].map((sku) => ({ key: `olist-stock-${sku}`, sku, pieces: demand.of(sku) })),
      orders,
      checks: (audit) => olistChecks(totals, audit),
      notes: () => [
        `From the payments of the data to ours:\n${bridgeLines(totals)}`,
        `Statuses in the data: ${statuses.map(([status, count]) => `${status} ${withThousands(String(count))}`).join(', ')}`,
      ],
    }),
  };
}

/**
 * Reads everything once before an order is placed. Prices and stock are those of the whole file even where
 * only its beginning is replayed, so that a longer replay goes on where a shorter one ended.
 */
async function survey(directory: string, limit: number) {
  const totals = new OlistTotals();
  const demand = new Demand();
  const ordered = new Set<string>();
  for await (const order of readOlistOrders(directory)) {
    demand.add(order.items);
    if (totals.orders >= limit) continue;
    totals.add(order);
    for (const sku of linesOf(order.items).keys()) ordered.add(sku);
  }
  return { totals, demand, ordered };
}

/** All prices of a product are imported together: a catalogue replaces a product as a whole. */
function productOf(sku: string): string {
  const [id = '', amount] = sku.split('-');
  return id === 'freight' ? `${id}-${Math.floor(Number(amount) / 100)}` : id;
}

function planned({ id, status, customer, items }: OlistOrder, ship: boolean): PlannedOrder {
  const name = `Customer ${customer.customer_unique_id.slice(0, 8)}`;
  return {
    key: `olist-order-${id}`,
    lines: [...linesOf(items)].map(([sku, quantity]) => ({ sku, quantity })),
    customer: { email: `${customer.customer_unique_id}@olist.example`, name },
    shippingAddress: {
      name,
      line1: 'Street not in the data',
      city: customer.customer_city,
      region: customer.customer_state,
      postalCode: `${customer.customer_zip_code_prefix}-000`,
      country: 'BR',
    },
    token: 'tok_ok',
    afterwards: afterwardsOf(status, ship),
  };
}

function afterwardsOf(status: string, ship: boolean): PlannedOrder['afterwards'] {
  if (isCalledOff(status)) return 'cancelled';
  if (!ship) return 'kept';
  if (status === 'delivered') return 'delivered';
  return status === 'shipped' ? 'dispatched' : 'kept';
}
