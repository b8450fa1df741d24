import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { newDataDirectory, order, orderIn, skusOf, startShop, statusOf } from './shop-process.ts';

const signInLine = (stdout: string) => stdout.split('\n').find((line) => line.includes('Sign in as admin'));

it('a shop that was killed keeps its data, its admin and its orders, and ends what it had begun', {
  timeout: 120_000,
}, async () => {
  const TESSERA_DATA_DIR = newDataDirectory();
  const first = await startShop({ TESSERA_DATA_DIR, TESSERA_FAILPOINTS: 'bus.midHandler/payments.authorize-payment=hang' });
  const skus = await skusOf(first);
  const placed = orderIn(await order(first, skus[0] ?? ''));
  const ledger = () => readFile(join(TESSERA_DATA_DIR, 'payments/sandbox-provider.jsonl'), 'utf8');
  await eventually(ledger, { satisfies: (text) => text.includes(placed.id), withinMs: 20_000 });
  first.kill('SIGKILL');
  await first.ended;

  const second = await startShop({ TESSERA_DATA_DIR });
  expect(await skusOf(second)).toEqual(skus);
  expect(signInLine(second.stdout())).toBe(signInLine(first.stdout()));
  // The claim of the process that is dead has to lapse first.
  await eventually(() => statusOf(second, placed), { is: 'confirmed', withinMs: 60_000 });
});

it('a shop can be started empty', { timeout: 60_000 }, async () => {
  const shop = await startShop({ TESSERA_DATA_DIR: newDataDirectory(), TESSERA_SEED: 'none' });
  expect(await skusOf(shop)).toEqual([]);
  expect(shop.stdout()).toContain('The shop is empty; import a catalogue');
});
