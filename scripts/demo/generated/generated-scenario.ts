import { openAsBlob } from 'node:fs';
import { entriesOf, unwrap } from '../../../clients/typescript/src/index.ts';
import type { Delivery } from '../planned-order.ts';
import { withThousands } from '../report/check.ts';
import type { Scenario } from '../scenario.ts';
import type { ShopApi } from '../shop/shop-api.ts';
import { inventOrders } from './invent-orders.ts';
import { SAMPLE_PREFIX, sampleCatalogue } from './sample-catalogue.ts';

export interface GeneratedOptions {
  /** A catalogue in Shopify's format; without it, the generated sample. */
  readonly catalogue?: string | undefined;
  readonly currency: string;
  readonly orders: number;
  readonly seed: number;
  /** Dispatch and deliver what was confirmed. */
  readonly ship: boolean;
}

/** Invented orders for a catalogue. */
export async function generatedScenario({ catalogue, currency, orders, seed, ship }: GeneratedOptions): Promise<Scenario> {
  const file = catalogue === undefined ? sampleCatalogue() : await openAsBlob(catalogue);
  return {
    title: `${catalogue ?? 'Sample catalogue'}: ${withThousands(String(orders))} generated orders, seed ${seed}`,
    catalogue: { file, currency },
    async plan(shop) {
      const prefix = catalogue === undefined ? SAMPLE_PREFIX : '';
      const [first, ...others] = await skusOnSale(shop, currency, prefix);
      if (first === undefined) throw new Error(`nothing is on sale in ${currency}: did the import take any row?`);
      const invent = () => inventOrders({ seed, count: orders, skus: [first, ...others], ship });
      return {
        orderCount: orders,
        stock: stockFor(invent(), `demo-stock-${seed}-${orders}`),
        orders: invent,
        checks: () => [],
        notes: () => [],
      };
    },
  };
}

/** As many as a catalogue of one's own contributes: enough for variety, and the newest come first. */
const MOST_SKUS = 1_000;

async function skusOnSale({ guest }: ShopApi, currency: string, prefix: string): Promise<readonly string[]> {
  const skus: string[] = [];
  const products = entriesOf((query) => unwrap(guest.GET('/v1/products', { params: { query } })));
  for await (const { slug, variants } of products) {
    if (!slug.startsWith(prefix)) continue;
    const sold = variants.filter(({ price }) => price.currency === currency && price.amountMinor > 0);
    skus.push(...sold.map(({ sku }) => sku));
    if (skus.length >= MOST_SKUS) break;
  }
  return skus.toSorted();
}

const SCARCE_EVERY = 8;

/** As much as the orders want; of every eighth SKU half of that, so that some are sold out. */
function stockFor(
  orders: Iterable<{ readonly lines: readonly { sku: string; quantity: number }[] }>,
  key: string,
): readonly Delivery[] {
  const wanted = new Map<string, number>();
  for (const { lines } of orders) {
    for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  return [...wanted]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([sku, pieces], index) => ({
      key: `${key}-${sku}`,
      sku,
      pieces: index % SCARCE_EVERY === 0 ? Math.ceil(pieces / 2) : pieces,
    }));
}
