import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { Instance } from '../../../src/bootstrap/discovery/instance.ts';
import { askModule } from '../../../src/bootstrap/forwarding/ask-module.ts';
import { deadLettersElsewhere } from '../../../src/bootstrap/forwarding/dead-letters-elsewhere.ts';
import { Forwarder } from '../../../src/bootstrap/forwarding/forwarder.ts';
import { TIMING } from '../../../src/bootstrap/forwarding/transport.ts';
import { Topology } from '../../../src/bootstrap/topology/topology.ts';
import { forwardingBench } from './gateway.ts';
import { json, named } from './instance.ts';

const bench = forwardingBench();

/** Tea and milk on one database, beyond a gateway. */
const topology = Topology.parse({
  processes: {
    gateway: { gateway: true, address: '127.0.0.1:3000' },
    tea: { modules: ['tea'], address: '127.0.0.1:3101' },
    milk: { modules: ['milk'], address: '127.0.0.1:3102' },
  },
  databases: { shop: { url: 'DATABASE_URL', modules: ['tea', 'milk'] } },
});

function placesBeyond(instances: readonly Instance[]) {
  const forwarder = new Forwarder({ timing: TIMING, count: () => undefined, complain: () => undefined });
  forwarder.replace(instances);
  onTestFinished(() => forwarder.stop());
  const { readers, redrives } = deadLettersElsewhere(askModule(forwarder), topology, 'gateway');
  const [reader, ...more] = readers;
  if (reader === undefined || more.length > 0) throw new Error('there is one database');
  return { reader, redrives };
}

const nowhere = () => Promise.reject(new Error('nothing is read here'));
const request = {
  params: undefined,
  query: undefined,
  body: undefined,
  principal: undefined,
  accessKey: undefined,
  ifMatch: undefined,
  requestId: 'request-1',
  clientAddress: '203.0.113.9',
  signal: new AbortController().signal,
  headers: { authorization: 'Bearer admin', cookie: 'none of their business' },
  cause: { correlationId: 'request-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  log: silentLog,
  stream: undefined,
  rawBody: undefined,
  read: nowhere,
  transaction: nowhere,
};
const page = { data: [], hasMore: false };
const refusal = (status: number, code: string) => ({ code, detail: 'No.', status, title: 'No', retryable: false });
const milk = { process: 'milk', modules: ['milk'] };

describe('dead letters of another database', () => {
  it('are read from any of its processes that is there, as the admin who asks', async () => {
    const away = await bench.instance(named('away'));
    const there = await bench.instance((_, response) => json(response, page), milk);
    await away.stop();
    const { reader } = placesBeyond([away, there]);
    const since = new Date('2026-01-01T00:00:00Z');
    expect(await reader.list({ ...request, query: { limit: 5, cursor: undefined, queue: 'tea.pour', since } })).toEqual(page);
    const [asked] = there.seen;
    expect(asked?.url).toBe('/v1/admin/dead-letters?limit=5&queue=tea.pour&since=2026-01-01T00%3A00%3A00.000Z');
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer admin',
      'x-forwarded-for': '203.0.113.9',
      'x-request-id': 'request-1',
    });
    expect(asked?.headers).not.toHaveProperty('cookie');
  });

  it('are refused where none of them is there, and where the admin is not let in', async () => {
    const strict = await bench.instance((_, response) =>
      json(response, refusal(403, 'http.insufficient_scope'), { status: 403 }),
    );
    const list = (instances: readonly Instance[]) => placesBeyond(instances).reader.list({ ...request, query: { limit: 5 } });
    await expect(list([])).rejects.toMatchObject({ code: 'gateway.module_unavailable' });
    await expect(list([strict])).rejects.toMatchObject({ code: 'http.insufficient_scope', kind: 'forbidden' });
  });

  it('are not there where the database says so', async () => {
    const none = await bench.instance((_, response) =>
      json(response, refusal(404, 'platform.dead_letter_not_found'), { status: 404 }),
    );
    const { reader } = placesBeyond([none]);
    expect(await reader.find({ ...request, params: { id: newId() } })).toBeUndefined();
  });

  it('are redriven by each process, which is told which ones are meant', async () => {
    const bodies: unknown[] = [];
    const tea = await bench.instance(async (asked, response) => {
      bodies.push(JSON.parse(await text(asked)));
      json(response, { redriven: 3, more: true });
    });
    const other = await bench.instance(
      (_, response) => json(response, refusal(422, 'platform.no_such_subscription'), { status: 422 }),
      milk,
    );
    const { redrives } = placesBeyond([tea, other]);
    const until = new Date('2026-01-01T00:00:00Z');
    const settled = await Promise.allSettled(
      redrives.map((redrive) => redrive({ ...request, body: { queue: 'tea.pour', until } })),
    );
    expect(settled).toMatchObject([
      { value: { redriven: 3, more: true } },
      { reason: { code: 'platform.no_such_subscription', kind: 'unprocessable' } },
    ]);
    expect(bodies).toEqual([{ queue: 'tea.pour', until: until.toISOString() }]);
  });
});
