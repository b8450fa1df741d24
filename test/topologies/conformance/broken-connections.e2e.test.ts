import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { BROKEN_CONNECTIONS, changed } from '../../faults/harness/broken-builds.ts';
import { PATIENTLY, shopping } from '../../support/shopping.ts';
import { type Canonical, differencesOf } from './canonical.ts';
import { judgedStateOf } from './judged-state.ts';
import { type TopologyShop, topologyShop } from './topology-shop.ts';

const NOTICED_WITHIN_MS = 300_000;
let sound: Canonical = new Map();

async function shipAnOrder(shop: TopologyShop): Promise<void> {
  const { sell, order, report, shipmentsOf } = shopping(shop);
  await sell('SHIP-1');
  const placed = await order({ lines: [{ sku: 'SHIP-1', quantity: 1 }] });
  await report(placed.id, 'dispatched');
  await eventually(() => shipmentsOf(placed.id), { satisfies: ([first]) => first?.status === 'dispatched', ...PATIENTLY });
}

const violationsIn = ({ broken }: Awaited<ReturnType<typeof judgedStateOf>>) =>
  broken.flatMap(({ invariant, violations }) => violations.map((violation) => `${invariant}: ${violation}`));

it.each(Object.entries(BROKEN_CONNECTIONS))('there is a way to break a build so that it %s', (_name, changes) => {
  for (const change of changes) expect(() => changed(readFileSync(change.file, 'utf8'), change)).not.toThrow();
});

describe('a sound shop in one process', () => {
  const shop = topologyShop('single');

  it('keeps its promises', { timeout: NOTICED_WITHIN_MS }, async () => {
    await shipAnOrder(shop);
    const judged = await judgedStateOf(shop);
    expect(violationsIn(judged)).toEqual([]);
    sound = judged.state;
  });
});

describe('a shop in several databases that loses messages of one type between them', () => {
  const shop = topologyShop('mixed', { brokenBuild: 'loses messages of one type between databases' });

  it('is found to differ, by what the world did not hear', { timeout: NOTICED_WITHIN_MS }, async () => {
    await shipAnOrder(shop);
    const judged = await judgedStateOf(shop);
    const found = differencesOf(sound, judged.state);
    expect(found).toContainEqual(expect.stringMatching(/^outside\.mails: 0 instead of 1 times .*shipment-dispatched/));
    expect(found).toContainEqual(expect.stringMatching(/^outside\.webhooks: 0 instead of 1 times .*shipment\.dispatched/));
    expect(violationsIn(judged)).toContainEqual(
      expect.stringMatching(/^no loss: shipping\.shipment-dispatched\.v1 .* never reached/),
    );
  });
});

describe('a shop in several databases that takes in twice what it is told once', () => {
  const shop = topologyShop('split', { brokenBuild: 'takes in twice what it is told once' });

  it('is found to have done things twice', { timeout: NOTICED_WITHIN_MS }, async () => {
    await shipAnOrder(shop);
    const judged = await judgedStateOf(shop, 30_000);
    expect(violationsIn(judged)).toContainEqual(
      expect.stringMatching(/^effect once: said 2 times: catalog\.prices-confirmed\.v1/),
    );
  });
});
