import { entriesOf, unwrap } from '../../../clients/typescript/src/index.ts';
import { eachConcurrently } from '../each-concurrently.ts';
import type { Bar } from '../progress.ts';
import type { ShopApi } from '../shop/shop-api.ts';
import { type Check, sameCount } from './check.ts';
import type { Tally } from './tally.ts';

/** What inventory says about the SKUs of a run. Pieces, summed up over the SKUs. */
export interface StockFound {
  readonly skus: number;
  /** SKUs of which every equation holds for itself. */
  readonly exactSkus: number;
  readonly received: number;
  readonly shipped: number;
  readonly held: number;
  readonly reserved: number;
  readonly available: number;
  /** Reserved for our orders, shipped since or not. */
  readonly takenByOurOrders: number;
}

/** Reads the whole ledger of each SKU that was ordered, and holds it against its level and our orders. */
export async function auditStock(
  shop: ShopApi,
  { orders, bySku }: Tally,
  { concurrency, bar }: { readonly concurrency: number; readonly bar: Bar },
): Promise<StockFound> {
  let found: StockFound = {
    skus: 0,
    exactSkus: 0,
    received: 0,
    shipped: 0,
    held: 0,
    reserved: 0,
    available: 0,
    takenByOurOrders: 0,
  };
  await eachConcurrently(bySku, concurrency, async ([sku, { soldPieces }]) => {
    const item = await readItem(shop, sku, (orderId) => orders.has(orderId));
    found = add(found, item, isExact(item, soldPieces));
    bar.add();
  });
  return found;
}

type Item = Omit<StockFound, 'skus' | 'exactSkus'> & {
  /** Sums of the ledger: what the level must be. */
  readonly ledger: { readonly onHand: number; readonly held: number; readonly reserved: number };
  readonly level: { readonly onHand: number; readonly held: number; readonly reserved: number };
  readonly heldForUs: number;
};

async function readItem({ guest, staff }: ShopApi, sku: string, isOurs: (orderId: string) => boolean): Promise<Item> {
  const path = { sku };
  const { available, ...level } = await unwrap(guest.GET('/v1/stock/{sku}', { params: { path } }));
  const movements = entriesOf((query) => unwrap(staff.GET('/v1/stock/{sku}/movements', { params: { path, query } })));
  const ledger = { onHand: 0, held: 0, reserved: 0 };
  const totals = { received: 0, shipped: 0, takenByOurOrders: 0, heldForUs: 0 };
  for await (const { kind, onHand, held, reserved, orderId = '' } of movements) {
    ledger.onHand += onHand;
    ledger.held += held;
    ledger.reserved += reserved;
    if (kind === 'adjustment') totals.received += onHand;
    if (kind === 'ship') totals.shipped -= onHand;
    if (!isOurs(orderId)) continue;
    // Goods that leave the house leave the reservation as well: both differences are negative.
    totals.takenByOurOrders += reserved - onHand;
    totals.heldForUs += held;
  }
  return { ...totals, available, held: level.held, reserved: level.reserved, level, ledger };
}

function isExact({ level, ledger, received, shipped, held, reserved, available, ...ours }: Item, soldPieces: number): boolean {
  return (
    level.onHand === ledger.onHand &&
    held === ledger.held &&
    reserved === ledger.reserved &&
    received - shipped - held - reserved === available &&
    ours.takenByOurOrders === soldPieces &&
    ours.heldForUs === 0
  );
}

function add(found: StockFound, item: Item, exact: boolean): StockFound {
  return {
    skus: found.skus + 1,
    exactSkus: found.exactSkus + (exact ? 1 : 0),
    received: found.received + item.received,
    shipped: found.shipped + item.shipped,
    held: found.held + item.held,
    reserved: found.reserved + item.reserved,
    available: found.available + item.available,
    takenByOurOrders: found.takenByOurOrders + item.takenByOurOrders,
  };
}

export function stockChecks({ bySku }: Tally, stock: StockFound): readonly Check[] {
  const sold = [...bySku.values()].reduce((sum, { soldPieces }) => sum + soldPieces, 0);
  return [
    sameCount('confirmed orders have their stock', 'pieces', [
      { source: 'in confirmed orders', value: sold },
      { source: 'reserved or shipped for them', value: stock.takenByOurOrders },
    ]),
    sameCount('received − reserved = available', 'pieces', [
      { source: 'received − shipped − held − reserved', value: stock.received - stock.shipped - stock.held - stock.reserved },
      { source: 'available', value: stock.available },
    ]),
    sameCount('the same for every SKU alone', 'SKUs', [
      { source: 'ordered', value: stock.skus },
      { source: 'whose ledger, level and orders agree', value: stock.exactSkus },
    ]),
  ];
}
