import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { catalogueOf, linesOf } from './offers.ts';
import { type OlistOrder, readOlistOrders } from './read-orders.ts';

const FILES = {
  orders: ['order_id,customer_id,order_status', 'o1,c1,delivered', 'o2,c2,canceled', 'o3,c3,shipped'],
  order_items: [
    'order_id,order_item_id,product_id,price,freight_value',
    'o1,1,p1,39.9,10.00',
    'o1,2,p1,39.90,10.00',
    'o3,1,p1,41.00,0.00',
  ],
  order_payments: ['order_id,payment_value', 'o1,99.80', 'o2,1.00', 'o3,41.00'],
  customers: [
    'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
    'c1,u1,01234,são paulo,SP',
    'c2,u2,01234,são paulo,SP',
    'c3,u1,01234,são paulo,SP',
  ],
  products: ['"product_id","product_category_name"', '"p1",beleza_saude'],
  product_category_name_translation: ['\ufeffproduct_category_name,product_category_name_english', 'beleza_saude,health_beauty'],
};

function directoryWith(files: Partial<typeof FILES> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'olist-'));
  for (const [name, lines] of Object.entries({ ...FILES, ...files })) {
    writeFileSync(join(directory, `${name}.csv.gz`), gzipSync(lines.join('\r\n')));
  }
  return directory;
}

async function read(directory: string, limit?: number): Promise<OlistOrder[]> {
  const orders: OlistOrder[] = [];
  for await (const order of readOlistOrders(directory, limit)) orders.push(order);
  return orders;
}

it('puts together what belongs to an order, in cents', async () => {
  const [first, second, third] = await read(directoryWith());
  const item = { productId: 'p1', priceMinor: 3_990, freightMinor: 1_000 };
  expect(first).toMatchObject({ id: 'o1', status: 'delivered', items: [item, item], paymentsMinor: [9_980] });
  expect(second).toMatchObject({ id: 'o2', items: [], paymentsMinor: [100] });
  expect(third?.customer.customer_unique_id).toBe('u1');
});

it('stops after as many orders as it was asked for', async () => {
  expect((await read(directoryWith(), 2)).map(({ id }) => id)).toEqual(['o1', 'o2']);
});

it('makes a line of the same items, another of their freight, and none of no freight', async () => {
  const [first, , third] = await read(directoryWith());
  expect([...linesOf(first?.items ?? [])]).toEqual([
    ['p1-3990', 2],
    ['freight-1000', 2],
  ]);
  expect([...linesOf(third?.items ?? [])]).toEqual([['p1-4100', 1]]);
});

it('makes each price of a product a variant, and calls the product after its category', async () => {
  expect(await catalogueOf(directoryWith(), ['p1-4100', 'freight-1000', 'p1-3990', 'p2-100'])).toMatchObject([
    { handle: 'freight-10', title: 'Freight from 10 BRL', sku: 'freight-1000', optionValue: '10.00' },
    { handle: 'p1', title: 'Health beauty p1', sku: 'p1-3990', optionValue: '39.90' },
    { handle: 'p1', sku: 'p1-4100', priceMinor: 4_100 },
    { handle: 'p2', title: 'Uncategorised p2' },
  ]);
});

it('refuses files that are not in the order of the orders, and items of nobody', async () => {
  const [header = '', first = '', , last = ''] = FILES.order_items;
  await expect(read(directoryWith({ order_items: [header, last, first] }))).rejects.toThrow(
    'order_items: o1 is not in the orders',
  );
  await expect(read(directoryWith({ order_items: [...FILES.order_items, 'o9,1,p1,1.00,1.00'] }))).rejects.toThrow('o9');
});

it('refuses an amount that is none, and a directory without the files', async () => {
  await expect(read(directoryWith({ order_payments: ['order_id,payment_value', 'o1,1.234'] }))).rejects.toThrow('payment_value');
  await expect(read('/nowhere')).rejects.toThrow('there is neither');
});
