import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#shared-kernel/clock.ts';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { Metrics } from '../../metrics/registry.ts';
import { openGate } from '../testing/gate.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { inMemory, inPostgres } from './rate-limit-stores.ts';
import { rateLimits } from './rate-limits.ts';

const cloned = clonedDatabase();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Three reads, two writes and one sign-in an hour. */
async function opened(environment: Readonly<Record<string, string>> = {}) {
  const limits = {
    TESSERA_RATE_LIMIT_READS: '3/3600',
    TESSERA_RATE_LIMIT_WRITES: '2/3600',
    TESSERA_RATE_LIMIT_SIGN_IN: '1/3600',
  };
  const gate = await openGate(testGateway({ TESSERA_RATE_LIMITS: 'memory', ...limits, ...environment }, cloned.url));
  closing.push(gate.stop);
  return (path: string, { method = 'GET', ...headers }: Readonly<Record<string, string>> = {}) =>
    fetch(new URL(path, gate.url), { method, headers: { connection: 'close', ...headers } });
}

const as = (token: string) => ({ authorization: `Bearer ${token}` });
const statuses = async (answers: readonly Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status);

describe('a caller', () => {
  it('is told what is left, and refused with the time to wait once nothing is', async () => {
    const ask = await opened();
    const first = await ask('/v1/gate');
    expect(first.headers.get('ratelimit-policy')).toBe('"reads";q=3;w=3600');
    expect(first.headers.get('ratelimit')).toMatch(/^"reads";r=2;t=3(600|59\d)$/);
    expect(await statuses([ask('/v1/gate'), ask('/v1/gate')])).toEqual([200, 200]);
    const refused = await ask('/v1/gate');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'http.rate_limited', retryable: true, status: 429 });
    const [, reset] = /^"reads";r=0;t=(\d+)$/.exec(refused.headers.get('ratelimit') ?? '') ?? [];
    expect(refused.headers.get('retry-after')).toBe(reset);
  });

  it('has a share of each bucket, and none is counted where nothing is', async () => {
    const ask = await opened();
    for (const status of [200, 200, 429]) expect((await ask('/v1/gate', { method: 'PUT' })).status).toBe(status);
    expect((await ask('/v1/gate')).headers.get('ratelimit')).toMatch(/^"reads";r=2;/);
    const unlimited = await ask('/v1/unlimited');
    expect([unlimited.status, unlimited.headers.get('ratelimit')]).toEqual([200, null]);
  });

  it('is the user who has signed in, wherever he calls from, and otherwise the address', async () => {
    const ask = await opened({ TESSERA_TRUSTED_PROXIES: '1' });
    const left = async (headers: Readonly<Record<string, string>>) =>
      /r=(\d)/.exec((await ask('/v1/gate', headers)).headers.get('ratelimit') ?? '')?.[1];
    expect(await left({ ...as('ada'), 'x-forwarded-for': '203.0.113.1' })).toBe('2');
    expect(await left({ ...as('ada'), 'x-forwarded-for': '203.0.113.2' })).toBe('1');
    expect(await left(as('bob'))).toBe('2');
    expect(await left({ 'x-forwarded-for': '203.0.113.1' })).toBe('2');
    expect(await left({ 'x-api-key': 'shop', 'x-forwarded-for': '203.0.113.1' })).toBe('1');
    expect(await left({ 'x-forwarded-for': '2001:db8::1' })).toBe('2');
    expect(await left({ 'x-forwarded-for': '2001:db8::2' })).toBe('1');
  });

  it('is not whom a forged header names', async () => {
    const ask = await opened();
    const forged = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'];
    const answers = await statuses(forged.map((address) => ask('/v1/gate', { 'x-forwarded-for': address })));
    expect(answers.toSorted()).toEqual([200, 200, 200, 429]);
  });

  it('who tries passwords is the address, whoever he says that he is', async () => {
    const ask = await opened();
    expect((await ask('/v1/sign-in', { method: 'POST', ...as('ada') })).status).toBe(200);
    expect((await ask('/v1/sign-in', { method: 'POST', ...as('bob') })).status).toBe(429);
  });

  it('who tries tokens is counted by his address, and stopped', async () => {
    const ask = await opened();
    for (const status of [401, 401, 401, 429]) expect((await ask('/v1/gate', as('forged'))).status).toBe(status);
  });
});

describe('limits in Postgres', () => {
  it('hold for all processes together, to the very request', async () => {
    const environment = { TESSERA_RATE_LIMITS: 'postgres', TESSERA_RATE_LIMIT_READS: '25/3600' };
    const [north, south] = await Promise.all([opened(environment), opened(environment)]);
    // Whoever comes while the connections are being opened may be too early for a slow machine.
    await Promise.all([north('/v1/gate', as('first')), south('/v1/gate', as('first'))]);
    const answers = await statuses(Array.from({ length: 60 }, (_, n) => (n % 2 ? north : south)('/v1/gate', as('ada'))));
    expect(answers.filter((status) => status === 200)).toHaveLength(25);
    expect(answers.filter((status) => status === 429)).toHaveLength(35);
  });

  it('begin anew when the time is over', async () => {
    const store = inPostgres(cloned.url, systemClock);
    closing.push(store.close);
    const take = rateLimits({ ...quiet(), shared: store.counter, quotas: quotasOf({ requests: 1, seconds: 1 }) });
    await eventually(async () => (await take('reads', 'patient')).exceeded, { is: true });
    await eventually(async () => (await take('reads', 'patient')).exceeded, { is: false, withinMs: 5_000 });
  });

  it('go by the one clock of the shop, whatever that of the machine says', async () => {
    const shopNow = Date.now() + 3_600_000;
    const store = inPostgres(cloned.url, { now: () => new Date(Date.now() + 3_600_000) });
    closing.push(store.close);
    const take = rateLimits({ ...quiet(), shared: store.counter, quotas: quotasOf({ requests: 5, seconds: 600 }) });
    expect(await take('reads', 'late')).toMatchObject({ left: 4, resetSeconds: 600 });
    expect(await take('reads', 'late')).toMatchObject({ left: 3 });
    const [row] = await cloned.admin.sql<{ expire: number }>`
      select expire::float8 as expire from gateway.rate_limits where key = 'reads:late'`;
    expect(row?.expire).toBeGreaterThanOrEqual(shopNow + 600_000);
  });

  it('that cannot be counted keep nobody out, as far as one process can tell, and are counted as failures', async () => {
    await cloned.admin.run('alter table gateway.rate_limits rename to elsewhere');
    onTestFinished(async () => void (await cloned.admin.run('alter table gateway.elsewhere rename to rate_limits')));
    const store = inPostgres(cloned.url, systemClock);
    closing.push(store.close);
    const complaints: string[] = [];
    const metrics = new Metrics();
    const options = { ...quiet(), metrics, complain: (what: string) => void complaints.push(what) };
    const take = rateLimits({ ...options, shared: store.counter, quotas: quotasOf({ requests: 2, seconds: 60 }) });
    const shares = [await take('reads', 'ada'), await take('reads', 'ada'), await take('reads', 'ada')];
    expect(shares.map(({ left, exceeded }) => [left, exceeded])).toEqual([
      [1, false],
      [0, false],
      [0, true],
    ]);
    expect(complaints[0]).toContain('counted in this process alone');
    expect(metrics.text()).toContain('tessera_rate_limit_store_failures_total{bucket="reads"} 3');
    expect(metrics.text()).toContain('tessera_http_rate_limited_total{bucket="reads"} 1');
  });
});

function quiet() {
  return { own: inMemory, complain: () => undefined, metrics: new Metrics() };
}

function quotasOf(quota: { readonly requests: number; readonly seconds: number }) {
  return { reads: quota, writes: quota, 'sign-in': quota, checkout: quota };
}
