import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { readCharges } from '../../faults/harness/gather-evidence.ts';
import { History } from '../../faults/harness/history.ts';
import { ledgerDifferences } from '../../faults/harness/ledger-differences.ts';
import { ADMIN } from '../../faults/harness/shop-processes.ts';
import { shopClient } from '../../support/shop-client.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { PATIENTLY } from '../../support/shopping.ts';
import { recordedFetch } from './recorded-fetch.ts';
import { startTopologyRun, type TopologyRun, type TopologyRunOptions } from './topology-run.ts';
import { startWebhookListener, type WebhookListener } from './webhook-listener.ts';

/** A shop in a topology, for the stories that were written for any shop. Usable within hooks and tests. */
export interface TopologyShop extends ShopUnderTest {
  readonly run: TopologyRun;
  /** What clients asked of it, and were told. */
  readonly history: History;
  /** Whom the shop tells what it tells the world. */
  readonly webhooks: WebhookListener;
}

type OpenShop = Pick<TopologyShop, 'run' | 'history' | 'webhooks' | 'fetch' | 'staffHeaders'>;

const START_WITHIN_MS = 400_000;

/** Starts it before the tests of the suite that calls it, and stops it after them. */
export function topologyShop(name: string, options: TopologyRunOptions = {}): TopologyShop {
  let opened: OpenShop | undefined;
  beforeAll(async () => {
    opened = await open(name, options);
  }, START_WITHIN_MS);
  afterAll(async () => {
    opened?.webhooks.close();
    await opened?.run.stop();
  }, START_WITHIN_MS);
  const current = () => {
    if (!opened) throw new Error('the shop exists only within hooks and tests');
    return opened;
  };
  const fetch: ShopUnderTest['fetch'] = (path, init) => current().fetch(path, init);
  return {
    get run() {
      return current().run;
    },
    get history() {
      return current().history;
    },
    get webhooks() {
      return current().webhooks;
    },
    fetch,
    asGuest: (accessKey) => shopClient(fetch, accessKey === undefined ? {} : { 'x-access-key': accessKey }),
    asStaff: () => shopClient(fetch, current().staffHeaders()),
    staffHeaders: () => current().staffHeaders(),
    ledgerDifferences: () => ledgerDifferencesIn(current().run),
    ownerOf: (module) => ownerOf(current().run, module),
  };
}

const Session = z.looseObject({ accessToken: z.string() });

/** Of each module that asks who is there: its process has to be able to tell. */
const LISTS = ['/v1/users', '/v1/stock', '/v1/orders', '/v1/payments', '/v1/shipments', '/v1/notifications', '/v1/web/dashboard'];

/** How often stock levels are told depends on how many change at once; all others are told one by one. */
const PUBLIC_EVENTS = [
  'order.placed',
  'order.confirmed',
  'order.cancelled',
  'payment.captured',
  'payment.refunded',
  'shipment.dispatched',
  'shipment.delivered',
];

async function open(name: string, options: TopologyRunOptions): Promise<OpenShop> {
  const run = await startTopologyRun(name, options);
  const webhooks = await startWebhookListener();
  try {
    const history = new History(join(run.directory, 'history.jsonl'));
    const fetch = recordedFetch(() => run.running.url, history);
    const session = await shopClient(fetch).post('/v1/sessions', ADMIN);
    const authorization = `Bearer ${session.as(Session).accessToken}`;
    const staff = shopClient(fetch, { authorization });
    // Processes that started before the one with identity take a moment until they find it.
    await eventually(async () => (await Promise.all(LISTS.map((path) => staff.get(path)))).map(({ status }) => status), {
      is: LISTS.map(() => 200),
      ...PATIENTLY,
    });
    const endpoint = { url: webhooks.url, description: 'everything', eventTypes: PUBLIC_EVENTS };
    expect(await staff.post('/v1/webhook-endpoints', endpoint)).toMatchObject({ status: 201 });
    return { run, history, webhooks, fetch, staffHeaders: () => ({ authorization }) };
  } catch (error) {
    webhooks.close();
    await run.stop();
    throw error;
  }
}

async function ledgerDifferencesIn({ databases, provider }: TopologyRun) {
  const charges = await readCharges(provider.url);
  return databases.of('payments').asOwner((session) => ledgerDifferences(session, charges));
}

function ownerOf({ databases }: TopologyRun, module: string): ReturnType<ShopUnderTest['ownerOf']> {
  const { asOwner } = databases.of(module);
  return {
    sql: (strings, ...values) => asOwner(({ sql }) => sql(strings, ...values)),
    run: (text, values) => asOwner((session) => session.run(text, values)),
  };
}
