import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type ClonedDatabase, clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { newDataDirectory, startShop } from '../lifecycle/shop-process.ts';
import { checkTypes, typeCommands } from '../support/npm-without-network.ts';
import { findChromium, openBrowser, type WatchedPage, watchedPage } from './chromium.ts';
import { blocksOf, commandsOf, filesOf } from './guide.ts';
import { freePort, startVite } from './vite.ts';

const GUIDE = 'docs/your-first-storefront.md';
const chromium = findChromium();
// One for each of two shops: each keeps the keys to its own in a directory of its own.
const [database, secondDatabase] = [clonedDatabase(), clonedDatabase()];

const TITLES = ['the page at /docs lets each route be tried', 'the guide to a first storefront leads to one that sells'] as const;
if (chromium !== undefined) {
  it(TITLES[0], () => tryTheRoutes(chromium), 300_000);
  it(TITLES[1], () => followTheGuide(chromium), 300_000);
} else {
  const why = 'NOT TESTED, there is no Chromium; apt-get install chromium';
  it.each(TITLES)(`%s: ${why}`, () => expect(process.env.CI, 'CI must have Chromium').toBeUndefined());
}

async function opened(executable: string): Promise<WatchedPage> {
  const browser = await openBrowser(executable);
  onTestFinished(() => browser.close());
  return watchedPage(browser);
}

const serve = ({ url }: ClonedDatabase, settings: Readonly<Record<string, string>> = {}) =>
  startShop({ DATABASE_URL: url, TESSERA_DATA_DIR: newDataDirectory(), LOG_LEVEL: 'error', ...settings });

async function tryTheRoutes(executable: string): Promise<void> {
  const shop = await serve(database);
  const { page, complaints, asked } = await opened(executable);
  await page.goto(`${shop.url}/docs`);
  await page.locator('.opblock').first().waitFor();
  expect(await page.locator('.opblock').count()).toBe(await countOfOperations(shop.url));

  expect(await tried(page, 'catalog-listProducts')).toMatchObject({ status: '200', text: expect.stringMatching(/FILTER-01/) });
  const cart = await tried(page, 'orders-createCart');
  expect(cart.status).toBe('201');
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(cart.text));
  // The secret of the cart and the version of it go along by themselves.
  const line = { parameters: { id, sku: 'FILTER-01' }, body: { quantity: 2 } };
  expect(await tried(page, 'orders-putCartLine', line)).toMatchObject({
    status: '200',
    text: expect.stringMatching(/"quantity": 2/),
  });
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/v1/orders'));
  expect(await tried(page, 'orders-placeOrder', { body: { cartId: id, ...CHECKOUT } })).toMatchObject({ status: '202' });
  expect(await (await sent).headerValue('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);

  // As the examples stand there, and signed in from then on.
  expect(await tried(page, 'identity-registerUser')).toMatchObject({ status: '201' });
  expect(await tried(page, 'identity-openSession')).toMatchObject({ status: '201' });
  expect(await tried(page, 'identity-getOwnProfile')).toMatchObject({
    status: '200',
    text: expect.stringMatching(/ada@example.com/),
  });

  expect(complaints).toEqual([]);
  expect(new Set(asked.filter(({ protocol }) => protocol !== 'data:').map(({ origin }) => origin))).toEqual(new Set([shop.url]));
}

const CHECKOUT = {
  customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
  shippingAddress: { name: 'Ada', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  payment: { token: 'tok_ok' },
};

/** What the shop answers, and what it sends: the page shows both. */
async function countOfOperations(url: string): Promise<number> {
  const items = z.record(z.string(), z.record(z.string(), z.unknown()));
  const { paths, webhooks } = z
    .object({ paths: items, webhooks: items })
    .parse(await (await fetch(`${url}/openapi.json`)).json());
  return [...Object.values(paths), ...Object.values(webhooks)].flatMap((operations) => Object.keys(operations)).length;
}

interface Input {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** What the page shows of the answer, once somebody has opened the route, filled it in and pressed Execute. */
async function tried(page: Page, route: string, { parameters = {}, body }: Input = {}) {
  const block = page.locator(`#operations-${route}`);
  await block.locator('.opblock-summary-control').click();
  for (const [name, value] of Object.entries(parameters)) {
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  if (body) await block.locator('textarea.body-param__text').fill(JSON.stringify(body));
  await block.locator('button.execute').click();
  const answer = block.locator('.live-responses-table');
  const status = (await answer.locator('.response-col_status').last().innerText()).split('\n')[0];
  const text = await answer.locator('.highlight-code code').first().innerText();
  return { status, text };
}

async function followTheGuide(executable: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-first-storefront-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const port = await freePort();
  const [start = ''] = commandsOf(blocksOf(GUIDE, { 5173: `${port}` }));
  const settings = /^(\w+)=(\S+) npm start$/.exec(start);
  const shop = await serve(secondDatabase, Object.fromEntries([settings?.slice(1) ?? []]));

  const blocks = blocksOf(GUIDE, {
    5173: `${port}`,
    'http://127.0.0.1:3000': shop.url,
    'mkdir ../first-storefront\n': '',
    '../first-storefront': directory,
  });
  const [, install = '', look] = commandsOf(blocks);
  await typeCommands(install);
  const files = filesOf(blocks);
  for (const [name, text] of files) writeFileSync(join(directory, name), text);
  await checkTypes(directory, ...[...files.keys()].filter((name) => name.endsWith('.ts')));
  expect(look).toBe('npx vite');
  await startVite(directory, port);

  const { page, complaints } = await opened(executable);
  await page.goto(`http://localhost:${port}`);
  await buyAsGuest(page);
  await buyAsUser(page);
  expect(complaints).toEqual([]);
}

async function buyAsGuest(page: Page): Promise<void> {
  const buy = page.locator('#products button').first();
  await buy.click();
  await page.locator('#status', { hasText: /Order .* over €.*: confirmed/ }).waitFor();
  expect(await page.locator('#timeline li').allInnerTexts()).toContain('capture-payment: done');
  await page.selectOption('select[name=token]', 'tok_declined');
  await buy.click();
  await page.locator('#status', { hasText: /: cancelled\. .*declined/ }).waitFor();
  await page.selectOption('select[name=token]', 'tok_ok');
}

async function buyAsUser(page: Page): Promise<void> {
  await page.fill('#account [name=email]', 'ada@example.com');
  await page.fill('#account [name=password]', 'correct horse battery');
  await page.click('#account button');
  await page.locator('#status', { hasText: 'Welcome, ada@example.com' }).waitFor();
  await page.locator('#products button').first().click();
  await page.locator('#status', { hasText: ': confirmed' }).waitFor();
  await expect
    .poll(
      async () => {
        await page.click('#account button');
        return page.locator('#dashboard').innerText();
      },
      { timeout: 30_000, interval: 1_000 },
    )
    .toMatch(/€.*confirmed[\s\S]*As of/);
}
