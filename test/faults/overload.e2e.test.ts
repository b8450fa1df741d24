import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop } from '../../bench/load/open-shop.ts';
import { overloadTrial, type Trial } from '../../bench/load/overload-trial.ts';
import { onlyDatabase } from './harness/shop-databases.ts';
import { startShopProcess } from './harness/shop-processes.ts';
import { type Surroundings, startSurroundings } from './harness/surroundings.ts';

let surroundings: Surroundings | undefined;
let trial: Trial;

beforeAll(async () => {
  surroundings = await startSurroundings();
  const { postgres, provider, carrier, directory } = surroundings;
  const shop = await startShopProcess({
    databaseUrl: postgres.url,
    providerUrl: provider.url,
    carrierUrl: carrier.url,
    directory,
  });
  try {
    const goods = await openShop(shop.url);
    const load = { customers: [24], factors: [10], seconds: 6, say: () => undefined };
    // How much of its peak a shop keeps is a figure, and stands in the benchmark: `bench/overload.ts`.
    trial = await overloadTrial({ url: shop.url, goods, shop: { databases: onlyDatabase(postgres), provider }, ...load });
  } finally {
    await shop.stop();
  }
}, 400_000);

afterAll(() => surroundings?.stop({ keepFiles: false }), 60_000);

describe('a shop of which ten times as much is asked as it can do', () => {
  const phase = () => {
    const [only] = trial.phases;
    if (!only) throw new Error('there was no overload');
    return only;
  };

  it('goes on confirming orders', () => {
    expect(phase().confirmedPerSecond).toBeGreaterThan(0);
  });

  it('refuses the others with 503, a code and the time to come back, and fails at nothing else', () => {
    const { offered, accepted, shed, shedUnlikeAgreed, failed } = phase().report;
    expect(failed).toEqual({});
    expect(shed).toBeGreaterThan(0);
    expect(accepted + shed).toBe(offered);
    expect(shedUnlikeAgreed).toBe(0);
  });

  it('sees every order that it accepted through to its end: none is late, none is lost, none is doubled', () => {
    expect(trial.broken).toEqual([]);
  });

  it('says meanwhile that it lives, and is itself again afterwards', () => {
    expect(phase().healthMs).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(phase().recoveredMs).toBeLessThan(60_000);
  });
});
