import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import postgres from 'postgres';
import { driverAddress } from '#shared-kernel/database/driver-address.ts';
import { COLUMNS } from './catalogue-file.ts';

/** Seconds that the same rows take where somebody writes them by hand: one COPY and one statement for each table, in one transaction. */
export async function importByHand(connectionString: string, file: Iterable<string>): Promise<number> {
  const { url, ...unixSocket } = driverAddress(connectionString);
  const client = postgres(url, { ...unixSocket, max: 1, onnotice: () => undefined });
  try {
    const begun = performance.now();
    await client.begin(async (sql) => {
      const columns = COLUMNS.map((name) => `"${name}" text`).join(', ');
      await sql.unsafe(`create temporary table rows (line serial, ${columns}) on commit drop`);
      const names = COLUMNS.map((name) => `"${name}"`).join(', ');
      const copy = await sql.unsafe(`copy rows (${names}) from stdin (format csv, header)`).writable();
      await pipeline(Readable.from(file), copy);
      await sql.unsafe('analyze rows');
      await sql.unsafe(PRODUCTS);
      await sql.unsafe(VARIANTS);
    });
    return (performance.now() - begun) / 1_000;
  } finally {
    await client.end();
  }
}

const PRODUCTS = `
  insert into catalog.products (id, slug, title, description, vendor, categories, images, status, version, event_sequence,
    created_at, updated_at)
  select uuidv7(), "Handle", "Title", "Body (HTML)", "Vendor", jsonb_build_array("Type"),
    json_build_array(json_build_object('url', "Image Src", 'alt', '')), "Status", 1, 1, now(), now()
  from rows where "Title" is not null order by line`;

const VARIANTS = `
  insert into catalog.variants (id, product_id, sku, title, options, position, amount_minor, currency)
  select uuidv7(), products.id, "Variant SKU", "Option1 Value", json_build_object('Size', "Option1 Value"),
    row_number() over (partition by "Handle" order by line) - 1, round("Variant Price"::numeric * 100)::bigint, 'EUR'
  from rows join catalog.products on slug = "Handle"`;
