import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, overloadTrial, type Trial } from '../../bench/load/overload-trial.ts';
import { startShopProcess } from './harness/shop-processes.ts';
import { type Surroundings, startSurroundings } from './harness/surroundings.ts';

let surroundings: Surroundings | undefined;
let trial: Trial;
const GOODPUT = 0.8;
// Other work on the machine can fall on one phase and not on the other, and then says nothing about the shop.
const TRIES = 2;

beforeAll(async () => {
  surroundings = await startSurroundings();
  const { postgres, provider, carrier, directory } = surroundings;
  const shop = await startShopProcess({
    databaseUrl: postgres.url,
    providerUrl: provider.url,
    carrierUrl: carrier.url,
    directory,
  });
  const options = { url: shop.url, customers: [24], factors: [10], seconds: 10, say: () => undefined };
  try {
    await openShop(shop.url);
    for (let times = 1; times <= TRIES; times += 1) {
      trial = await postgres.asOwner((database) => overloadTrial({ ...options, database }));
      if (trial.phases.every(({ confirmedPerSecond }) => confirmedPerSecond >= GOODPUT * trial.peakPerSecond)) break;
    }
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

  it('goes on confirming at least four fifths of the orders that it can', () => {
    expect(trial.peakPerSecond).toBeGreaterThan(0);
    expect(phase().confirmedPerSecond).toBeGreaterThanOrEqual(GOODPUT * trial.peakPerSecond);
  });

  it('refuses the others with 503, a code and the time to come back, and fails at nothing else', () => {
    const { offered, accepted, shed, shedUnlikeAgreed, failed } = phase().report;
    expect(failed).toEqual({});
    expect(shed).toBeGreaterThan(0.5 * offered);
    expect(accepted + shed).toBe(offered);
    expect(shedUnlikeAgreed).toBe(0);
  });

  it('sees every order that it accepted through to its end: none is late, none is lost, none is doubled', () => {
    expect(trial.broken).toEqual([]);
  });

  it('says meanwhile that it lives, and is itself again within seconds', () => {
    expect(phase().healthMs).toBeLessThan(3_000);
    expect(phase().recoveredMs).toBeLessThan(15_000);
  });
});
