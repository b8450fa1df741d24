import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import { defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { Metrics } from '../../metrics/registry.ts';
import { createApp } from '../create-app.ts';
import { type RunningServer, serve } from '../serve.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { Admission } from './admission.ts';
import { classifier } from './classify.ts';

const CutStoneV1 = defineCommand('quarry.cut-stone.v1', z.strictObject({}));
const Done = z.strictObject({ done: z.boolean() });
const gate = Promise.withResolvers<void>();
let waitingSeconds = 0;

/** Accepts at once; whoever waits for the end waits until the gate is open. */
const order = defineRoute({
  method: 'post',
  path: '/v1/stones',
  operationId: 'orderStone',
  summary: 'Order a stone',
  access: 'public',
  shedWhenLate: [CutStoneV1],
  replies: { 201: Done, 202: Done },
  waitFor: () => gate.promise.then(() => ({ status: 201, body: { done: true } })),
  handle: async () => ({ status: 202 as const, body: { done: false } }),
});
const look = defineRoute({
  method: 'get',
  path: '/v1/stones',
  operationId: 'lookAtStones',
  summary: 'Look at stones',
  access: 'public',
  replies: { 200: Done },
  handle: async () => ({ status: 200 as const, body: { done: true } }),
});

const module = {
  name: 'quarry',
  module: { name: 'quarry', purpose: 'Sells stones.', publishes: [], receives: [], hears: [] },
  runtime: { routes: [order, look] },
};
const noDatabase = { read: () => Promise.reject(new Error('none')), transaction: () => Promise.reject(new Error('none')) };
const metrics = new Metrics();
const admission = new Admission({
  classify: classifier([module], () => ['quarry.cut-stone']),
  waitingSeconds: () => waitingSeconds,
  mostWaitingSeconds: 5,
  callersWaiting: () => 0,
  complain: () => undefined,
  metrics,
});
const SHOP = 'https://shop.example';
let server: RunningServer;

beforeAll(async () => {
  const app = createApp({
    modules: [{ ...module, database: noDatabase }],
    tokens: { verify: () => Promise.reject(new Error('nobody signs in here')) },
    gateway: testGateway(),
    log: silentLog,
    checkReplies: true,
    draining: new AbortController().signal,
    requestTimeoutMs: 30_000,
    version: '0',
    ready: async () => ({ ok: true, checks: [] }),
    following: admission.following,
    observe: () => undefined,
  });
  server = await serve(app, { host: '127.0.0.1', port: 0, admission, origins: [SHOP] });
});

afterAll(async () => {
  gate.resolve();
  await server.stop(5_000);
});

const post = (headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.url}/v1/stones`, { method: 'POST', headers: { connection: 'close', ...headers } });

describe('the door', () => {
  it('refuses what would wait too long on its way, and says when to come back', async () => {
    waitingSeconds = 6;
    const response = await post({ 'x-request-id': 'too-much', origin: SHOP });
    expect(response.status).toBe(503);
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('x-request-id')).toBe('too-much');
    expect(await response.json()).toMatchObject({ code: 'http.overloaded', retryable: true, requestId: 'too-much' });
    expect(metrics.text()).toContain('tessera_http_shed_total{lane="orderStone",reason="backlog"} 1');
  });

  it('lets everything else through meanwhile', async () => {
    waitingSeconds = 6;
    for (const path of ['/v1/stones', '/health', '/ready']) expect((await fetch(`${server.url}${path}`)).status).toBe(200);
    waitingSeconds = 0;
    expect((await post()).status).toBe(202);
  });

  it('does not count those as load who only wait for an end', async () => {
    const patient = Array.from({ length: 40 }, () => post({ prefer: 'wait=10' }));
    await eventually(() => admission.following.taken, { is: 40 });
    expect((await post()).status).toBe(202);
    gate.resolve();
    expect((await Promise.all(patient)).map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 201));
    expect(admission.following.taken).toBe(0);
  });
});
