import { expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testShop } from '../support/test-shop.ts';

const token = 'operations-of-the-shop-under-test';
const settings = { TESSERA_OPERATIONS_TOKEN: token, TESSERA_RATE_LIMITS: 'postgres' };
const shop = testShop(undefined, { bus: 'real', settings });
const guest = shop.asGuest();
const operator = shop.asStaff('operations:read');
const LINE = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\.)*",?)+\})? ([0-9.e+-]+|NaN|[+-]Inf)$/;

/** The series of a page, by metric; fails where a line is none of the format. */
function parse(text: string): Map<string, { readonly labels: string; readonly value: number }[]> {
  const series = new Map<string, { labels: string; value: number }[]>();
  const types = new Map<string, string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) types.set(typed, type);
    if (line.startsWith('# ')) continue;
    const [, name = '', labels = '', value] = LINE.exec(line) ?? [];
    expect(name, line).not.toBe('');
    const base = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    expect(types.has(base), line).toBe(true);
    series.set(name, [...(series.get(name) ?? []), { labels, value: Number(value) }]);
  }
  return series;
}

it('shows process, requests, queues and connections in the text format of Prometheus', async () => {
  await guest.get('/v1/products?limit=1');
  const answer = await operator.get('/metrics');
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const series = parse(String(answer.body));
  expect(series.get('tessera_process_uptime_seconds')?.[0]?.value).toBeGreaterThan(0);
  expect(series.get('tessera_process_resident_memory_bytes')?.[0]?.value).toBeGreaterThan(1e6);
  expect(series.has('tessera_process_event_loop_delay_seconds')).toBe(true);
  expect(series.get('tessera_http_requests_total')).toContainEqual({
    labels: '{method="GET",route="/v1/products",status="200"}',
    value: 1,
  });
  expect(series.get('tessera_http_request_duration_seconds_count')).toContainEqual({
    labels: '{method="GET",route="/v1/products"}',
    value: 1,
  });
  const labelled = (name: string) => (series.get(name) ?? []).map(({ labels }) => labels);
  expect(labelled('tessera_queue_ready')).toContain('{queue="orders.advance-saga-on-step-outcome"}');
  expect(labelled('tessera_queue_waiting_seconds')).toContain('{queue="payments.authorize-payment"}');
  expect(labelled('tessera_dead_letters')).toContain('{queue="inventory.hold-stock"}');
  for (const phase of ['running', 'compensating', 'stuck']) {
    expect(series.get('tessera_saga')).toContainEqual({
      labels: `{module="orders",saga="place-order",phase="${phase}"}`,
      value: 0,
    });
  }
  expect(labelled('tessera_database_connections_busy')).toContain('{module="catalog"}');
});

it('never names what a caller wrote, only the template of the route', async () => {
  await guest.get('/v1/stock/A-SECRET-SKU');
  await guest.get('/nowhere/A-SECRET-PATH');
  const text = String((await operator.get('/metrics')).body);
  expect(text).not.toContain('SECRET');
  expect(text).toContain('route="unmatched"');
});

it('counts what the bus handled', async () => {
  const staff = shop.asStaff('catalog:write');
  const product = { title: 'Counted', variants: [{ sku: 'COUNTED-1', price: { amountMinor: 100, currency: 'EUR' } }] };
  expect((await staff.post('/v1/products', { ...product, status: 'active' })).status).toBe(201);
  await eventually(async () => String((await operator.get('/metrics')).body), {
    satisfies: (text) => /tessera_messages_total\{queue="inventory\.[a-z-]+",outcome="handled"\} \d/.test(text),
    withinMs: 10_000,
  });
});

it('is shown to nobody who only passes by', async () => {
  expect(await guest.get('/metrics')).toMatchObject({ status: 401 });
  expect(await shop.asStaff('platform:read').get('/metrics')).toMatchObject({ status: 403 });
  expect(await guest.get('/metrics', { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
  expect(await guest.get('/v1/admin/dead-letters', { authorization: `Bearer ${token}` })).toMatchObject({ status: 403 });
});

it('is not counted, and what is counted in Postgres lies in the schema of the gateway', async () => {
  expect((await operator.get('/metrics')).headers.get('ratelimit')).toBeNull();
  expect((await guest.get('/v1/products')).headers.get('ratelimit')).toMatch(/^"reads";r=\d+;t=\d+$/);
  const counted = () => shop.admin.sql`select key from gateway.rate_limits where key like 'reads:address:%'`;
  await eventually(async () => (await counted()).length, { is: 1 });
});
