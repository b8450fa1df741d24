import { describe, expect, it, vi } from 'vitest';
import { cancellingAnOrder } from '../../journeys/stories/cancelling-an-order.ts';
import { crowdingIn } from '../../journeys/stories/crowding-in.ts';
import { followingAnOrder } from '../../journeys/stories/following-an-order.ts';
import { placingAnOrder } from '../../journeys/stories/placing-an-order.ts';
import { seeingADashboard } from '../../journeys/stories/seeing-a-dashboard.ts';
import { type Canonical, differencesOf } from './canonical.ts';
import { judgedStateOf } from './judged-state.ts';
import { curingADeadLetter } from './stories/curing-a-dead-letter.ts';
import { givingMoneyBack } from './stories/giving-money-back.ts';
import { havingAnAccount } from './stories/having-an-account.ts';
import { keepingTheCatalogue } from './stories/keeping-the-catalogue.ts';
import { topologyShop } from './topology-shop.ts';

vi.setConfig({ testTimeout: 300_000, maxConcurrency: 12 });

const states = new Map<string, Canonical>();

// A second try would find the goods of the first.
describe.each(['single', 'processes', 'split', 'mixed'])('in the topology %s', { retry: 0 }, (name) => {
  const shop = topologyShop(name);

  describe.concurrent('a shop', () => {
    placingAnOrder(shop);
    cancellingAnOrder(shop);
    followingAnOrder(shop);
    seeingADashboard(shop);
    crowdingIn(shop, { people: 40, pieces: 8 });
    keepingTheCatalogue(shop);
    havingAnAccount(shop);
    givingMoneyBack(shop);
    curingADeadLetter(shop);
  });

  it('comes to rest, and has kept all its promises', async () => {
    const { broken, state } = await judgedStateOf(shop);
    states.set(name, state);
    expect(broken).toEqual([]);
  });

  it('leaves the world, and what it knows of it, as the single process does', () => {
    const [single, own] = [states.get('single'), states.get(name)];
    if (single === undefined || own === undefined) throw new Error('one of the two did not come to rest');
    expect(differencesOf(single, own)).toEqual([]);
  });
});
