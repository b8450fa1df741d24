import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkTypes, typeCommands } from '../support/npm-without-network.ts';
import { servedShop } from '../support/served-shop.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real' });
const served = servedShop(shop);
const { sell } = shopping(shop);
const directory = mkdtempSync(join(tmpdir(), 'tessera-packed-'));

beforeAll(async () => {
  await typeCommands(`
    npm pack -w @tessera/client --pack-destination ${directory}
    cd ${directory}
    npm init -y
    npm install ./tessera-client-0.1.0.tgz`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const PROGRAM = `
import { ApiError, createClient, unwrap } from '@tessera/client';

declare const process: { readonly argv: readonly string[] };
const shop = createClient({ baseUrl: process.argv[2] ?? '' });
const customer = { email: 'ada@example.com', name: 'Ada Lovelace' };
const shippingAddress = { name: 'Ada', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const order = (sku: string) =>
  unwrap(shop.POST('/v1/orders', { body: { lines: [{ sku, quantity: 1 }], customer, shippingAddress, payment: { token: 'tok_ok' } } }));

const { id, accessKey = '' } = await order('PACKED-1');
const headers = { 'x-access-key': accessKey };
for await (const { event } of shop.events(\`/v1/orders/\${id}/events\`, { headers })) if (event === 'settled') break;
const { status } = await unwrap(shop.GET('/v1/orders/{id}', { params: { path: { id } }, headers }));
const refusal = await order('NOTHING-OF-THAT-NAME').catch((error: unknown) => error);
if (!(refusal instanceof ApiError)) throw new Error('the shop sells what it does not have');
console.log(JSON.stringify({ status, code: refusal.code, hasRequestId: refusal.requestId !== undefined }));
`;

it('the client that is packed can be installed elsewhere, has types, and orders in a real shop', async () => {
  await sell('PACKED-1');
  writeFileSync(join(directory, 'program.mts'), PROGRAM);
  await checkTypes(directory, 'program.mts');
  const { stdout } = await promisify(execFile)(process.execPath, ['program.mts', served.url], { cwd: directory });
  expect(JSON.parse(stdout)).toEqual({ status: 'confirmed', code: 'orders.sku_not_on_sale', hasRequestId: true });
});

it('knows which answers a shop gives, and lets no program compile that asks for another', async () => {
  writeFileSync(join(directory, 'wrong.mts'), PROGRAM.replace('{ status }', '{ state }'));
  await expect(checkTypes(directory, 'wrong.mts')).rejects.toThrow(/wrong.mts.*Property 'state' does not exist/);
});
