import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEventStream, defineRoute } from '#shared-kernel/http.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { Places } from './admission/places.ts';
import { createApp } from './create-app.ts';
import { type RunningServer, serve } from './serve.ts';
import { testGateway } from './testing/test-gateway.ts';

const Done = z.strictObject({ done: z.boolean() });
const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
});

it('lets a running request finish and closes its connection, then stops', async () => {
  const { server, drain, gate, arrived } = await started();
  const agent = new Agent({ keepAlive: true });
  const running = ask(server, '/slow', agent);
  await eventually(arrived, { is: 1 });
  const stopped = drain(10_000);
  gate.resolve();
  await expect(running).resolves.toMatchObject({ status: 200, connection: 'close' });
  await stopped;
  await expect(ask(server, '/slow', agent)).rejects.toThrow(/ECONNREFUSED/);
});

it('ends event streams and idle connections at once', async () => {
  const { server, drain } = await started();
  const agent = new Agent({ keepAlive: true });
  await ask(server, '/health', agent);
  const stream = await fetch(`${server.url}/forever`);
  await drain(10_000);
  await expect(stream.text()).resolves.toBe('retry: 1000\n\nid: 1\nevent: begun\ndata: {}\n\n');
});

it('cuts what is not over by the deadline', async () => {
  const { server, drain, arrived } = await started();
  const running = ask(server, '/slow').catch((error: Error) => error);
  await eventually(arrived, { is: 1 });
  await drain(50);
  await expect(running).resolves.toBeInstanceOf(Error);
});

it('is not ready from the moment that it begins to stop', async () => {
  const { app, draining } = await started();
  await expect(app.request('/ready')).resolves.toMatchObject({ status: 200 });
  draining.abort();
  await expect(app.request('/ready')).resolves.toMatchObject({ status: 503 });
});

it('gives up on a request that takes too long, and says that it may still take effect', async () => {
  const { app } = await started(30);
  const response = await app.request('/slow');
  expect(response.status).toBe(503);
  await expect(response.json()).resolves.toMatchObject({ code: 'http.timeout', retryable: true });
});

it.each([
  ['what is no HTTP', 'hello\r\n\r\n', 400, 'http.malformed_request'],
  ['an address that is too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: shop\r\n\r\n`, 431, 'http.headers_too_large'],
])('says what is wrong with %s', async (_, sent, status, code) => {
  const { server } = await started();
  const answer = await say(server, sent);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status, code, retryable: false });
});

it('writes no refusal into a reply that has begun', async () => {
  const { server } = await started();
  const answer = await say(server, 'GET /forever HTTP/1.1\r\nhost: shop\r\n\r\n', 'nonsense\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).not.toContain('http.malformed_request');
});

it('gives up when the gateway in front does, where only gateways call', async () => {
  const behind = await started(30_000, true);
  const inFront = await started(200);
  const headers = { 'tessera-deadline-ms': '50' };
  expect((await fetch(`${behind.server.url}/slow`, { headers })).status).toBe(503);
  inFront.gate.resolve();
  expect((await fetch(`${inFront.server.url}/slow`, { headers })).status, 'anybody else may say what he likes').toBe(200);
});

it('refuses a port that is taken', async () => {
  const { app, server } = await started();
  await expect(serve(app, { host: '127.0.0.1', port: Number(new URL(server.url).port) })).rejects.toThrow(/EADDRINUSE/);
});

async function started(requestTimeoutMs = 30_000, mindsDeadlines = false) {
  const draining = new AbortController();
  const gate = Promise.withResolvers<void>();
  let arrivals = 0;
  const slow = defineRoute({
    method: 'get',
    path: '/slow',
    operationId: 'slow',
    summary: 'Take its time',
    access: 'public',
    replies: { 200: Done },
    async handle() {
      arrivals += 1;
      await gate.promise;
      return { status: 200, body: { done: true } };
    },
  });
  const app = createApp({
    modules: [
      {
        module: { name: 'waiting', purpose: 'Waits.', publishes: [], receives: [], hears: [] },
        runtime: { routes: [slow, forever] },
        database: noDatabase,
      },
    ],
    tokens: { verify: () => Promise.reject(new Error('nobody signs in here')) },
    gateway: testGateway(),
    log: silentLog,
    checkReplies: true,
    draining: draining.signal,
    requestTimeoutMs,
    mindsDeadlines,
    version: '0',
    ready: async () => ({ ok: true, checks: [] }),
    following: new Places(100),
    observe: () => undefined,
  });
  const server = await serve(app, { host: '127.0.0.1', port: 0 });
  const drain = (deadlineMs: number) => {
    draining.abort();
    return server.stop(deadlineMs);
  };
  stopping.push(async () => {
    gate.resolve();
    await drain(0).catch(() => undefined);
  });
  return { app, server, draining, drain, gate, arrived: () => arrivals };
}

const forever = defineEventStream({
  path: '/forever',
  operationId: 'forever',
  summary: 'Never end',
  access: 'public',
  async *events({ signal }) {
    yield { id: '1', event: 'begun', data: {} };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
});

const noDatabase = {
  read: () => Promise.reject(new Error('no database here')),
  transaction: () => Promise.reject(new Error('no database here')),
};

/** Sends bytes as they are, and more once the first answer has come; resolves to all that is answered. */
async function say({ url }: RunningServer, first: string, second?: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    if (answer === '' && second !== undefined) socket.write(second);
    answer += data.toString();
  });
  socket.on('error', () => undefined);
  socket.write(first);
  await once(socket, 'close');
  return answer;
}

function ask(
  server: RunningServer,
  path: string,
  agent?: Agent,
): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { agent }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }));
    }).on('error', reject);
  });
}
