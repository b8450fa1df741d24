import { z } from 'zod';
import { type CatalogueRow, decimal } from '../shopify-csv.ts';
import { csvRows } from './csv-file.ts';
import type { OlistItem } from './read-orders.ts';

const FREIGHT = 'freight-';

/** The price belongs to the line in the data and to the variant in a shop: each price of a product is a variant. */
export function skuOf({ productId, priceMinor }: OlistItem): string {
  return `${productId}-${priceMinor}`;
}

/** Freight is a line of the order: each amount of it is a variant. Nothing is nothing. */
export function freightSkuOf({ freightMinor }: OlistItem): string | undefined {
  return freightMinor === 0 ? undefined : `${FREIGHT}${freightMinor}`;
}

export function isFreight(sku: string): boolean {
  return sku.startsWith(FREIGHT);
}

/** How many pieces of each SKU some orders want. */
export class Demand {
  readonly #pieces = new Map<string, number>();

  add(items: readonly OlistItem[]): void {
    for (const [sku, quantity] of linesOf(items)) this.#pieces.set(sku, (this.#pieces.get(sku) ?? 0) + quantity);
  }

  of(sku: string): number {
    return this.#pieces.get(sku) ?? 0;
  }

  get skus(): readonly string[] {
    return [...this.#pieces.keys()];
  }
}

/** A line for each SKU: three pieces are three items in the data. */
export function linesOf(items: readonly OlistItem[]): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const item of items) {
    for (const sku of [skuOf(item), freightSkuOf(item)]) {
      if (sku !== undefined) lines.set(sku, (lines.get(sku) ?? 0) + 1);
    }
  }
  return lines;
}

/** These SKUs as a catalogue. The data give products no names: they are called after their category. */
export async function catalogueOf(directory: string, skus: readonly string[]): Promise<readonly CatalogueRow[]> {
  const categories = await categoriesOf(directory);
  return skus
    .map((sku) => (isFreight(sku) ? freightRow(sku) : productRow(sku, categories)))
    .toSorted((a, b) => compare(a.handle, b.handle) || a.priceMinor - b.priceMinor);
}

function productRow(sku: string, categories: ReadonlyMap<string, string>): CatalogueRow {
  const [productId = '', price] = sku.split('-');
  const type = categories.get(productId) ?? 'Uncategorised';
  const title = `${type} ${productId.slice(0, 8)}`;
  return { handle: productId, title, type, sku, ...priced('Price', Number(price)) };
}

/** A product for each whole real, so that none has more variants than a product can have. */
function freightRow(sku: string): CatalogueRow {
  const amount = Number(sku.slice(FREIGHT.length));
  const reais = Math.floor(amount / 100);
  return { handle: `${FREIGHT}${reais}`, title: `Freight from ${reais} BRL`, type: 'Freight', sku, ...priced('Amount', amount) };
}

function priced(optionName: string, priceMinor: number) {
  return { optionName, optionValue: decimal(priceMinor), priceMinor };
}

const Product = z.object({ product_id: z.string(), product_category_name: z.string() });
const Translation = z.object({ product_category_name: z.string(), product_category_name_english: z.string() });

/** `Health beauty` by product; the Portuguese word where there is no translation, nothing where there is no category. */
async function categoriesOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const english = new Map<string, string>();
  for await (const row of csvRows(directory, 'product_category_name_translation', Translation)) {
    english.set(row.product_category_name, row.product_category_name_english);
  }
  const categories = new Map<string, string>();
  for await (const { product_id, product_category_name: name } of csvRows(directory, 'products', Product)) {
    if (name !== '') categories.set(product_id, sentence(english.get(name) ?? name));
  }
  return categories;
}

function sentence(words: string): string {
  const spaced = words.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
