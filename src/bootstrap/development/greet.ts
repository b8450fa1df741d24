import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlacedDatabase } from './open-database.ts';

const Products = z.object({
  data: z.array(z.object({ title: z.string(), variants: z.array(z.object({ sku: z.string() })) })),
});
const SignIn = z.object({ email: z.string(), password: z.string() });

/** Tells a developer where everything is, and how to place a first order. */
export async function greet(url: string, dataDirectory: string, database: PlacedDatabase): Promise<void> {
  const kept = database.embedded
    ? `Data is kept in ${dataDirectory}; PostgreSQL is at ${database.url}`
    : 'Data is kept in the database of DATABASE_URL';
  process.stdout.write(`${await greeting({ url, dataDirectory, kept })}\n`);
}

/** The same as text; `kept` is a sentence about the databases. */
export async function greeting(shop: {
  readonly url: string;
  readonly dataDirectory: string;
  readonly kept: string;
}): Promise<string> {
  const { url, dataDirectory, kept } = shop;
  const sku = await firstSku(url);
  const admin = await firstSignIn(dataDirectory);
  return [
    '',
    `  Tessera serves at ${url}, its documentation at ${url}/docs`,
    `  ${kept}`,
    `  Mails land in ${join(dataDirectory, 'notifications', 'mails')}`,
    ...(admin === undefined ? [] : [`  Sign in as admin: ${admin.email} with the password ${admin.password}`]),
    '',
    ...(sku === undefined
      ? ['  The shop is empty; import a catalogue: npm run admin -- import products FILE']
      : orderWith(url, sku)),
    '',
  ].join('\n');
}

function orderWith(url: string, sku: string): readonly string[] {
  return [
    '  Place an order:',
    '',
    `  curl -s ${url}/v1/orders \\`,
    "    -H 'Content-Type: application/json' -H 'Prefer: wait=10' -H \"Idempotency-Key: $(date +%s%N)-first-order\" \\",
    `    -d '{"lines":[{"sku":"${sku}","quantity":1}],"customer":{"email":"ada@example.com","name":"Ada"},`,
    '         "shippingAddress":{"name":"Ada","line1":"1 Main Street","city":"Berlin","postalCode":"10115","country":"DE"},',
    '         "payment":{"token":"tok_ok"}}\'',
  ];
}

async function firstSku(url: string): Promise<string | undefined> {
  const products = Products.parse(await (await fetch(`${url}/v1/products?limit=1`)).json());
  return products.data[0]?.variants[0]?.sku;
}

/** What identity made up for a shop that nobody configured. */
async function firstSignIn(dataDirectory: string): Promise<z.output<typeof SignIn> | undefined> {
  try {
    return SignIn.parse(JSON.parse(await readFile(join(dataDirectory, 'identity', 'admin.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
