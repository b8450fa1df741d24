import type { Hono } from 'hono';
import { z } from 'zod';
import { AppError } from '#shared-kernel/errors.ts';
import { type Access, type Bucket, defineRoute, type Method } from '#shared-kernel/http.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { TokenVerifier } from '#shared-kernel/tokens.ts';
import { Places } from '../admission/places.ts';
import { createApp } from '../create-app.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { HttpEnv } from '../http-env.ts';
import { serve } from '../serve.ts';

/** A served app with one route for each bucket, behind this gateway. */
export interface Gate {
  readonly url: string;
  /** The app itself, for requests without a connection. */
  readonly app: Hono<HttpEnv>;
  stop(): Promise<void>;
}

/** The token of the user `ada` is `ada`; `forged` is nobody's. */
export async function openGate(gateway: Gateway): Promise<Gate> {
  const app = createApp({
    modules: [
      {
        module: { name: 'gate', purpose: 'Lets through.', publishes: [], receives: [], hears: [] },
        runtime: { routes: ROUTES },
        database: { read: noDatabase, transaction: noDatabase },
      },
    ],
    tokens: gateway.operations.verifier(tokens),
    gateway,
    log: silentLog,
    checkReplies: true,
    draining: new AbortController().signal,
    requestTimeoutMs: 30_000,
    version: '0',
    ready: async () => ({ ok: true, checks: [{ name: 'gate', ok: true, detail: 'open for 3 requests' }] }),
    following: new Places(10),
    observe: () => undefined,
  });
  const server = await serve(app, { host: '127.0.0.1', port: 0 });
  const stop = async () => {
    await server.stop(0);
    await gateway.stop();
  };
  return { url: server.url, app, stop };
}

const tokens: TokenVerifier = {
  async verify(token) {
    if (token === 'shop') return { kind: 'storefront', id: 'shop', scopes: [] };
    if (token !== 'forged') return { kind: 'user', id: token, roles: ['customer'], scopes: ['gate:read', 'gate:write'] };
    throw new AppError('unauthenticated', { code: 'identity.invalid_token', detail: 'The access token is not valid.' });
  },
};

const noDatabase = () => Promise.reject(new Error('no database here'));

const through = (method: Method, access: Access, path: `/${string}`, bucket?: Bucket) =>
  defineRoute({
    method,
    path,
    operationId: `${method}${path.replaceAll('/', '_')}`,
    summary: 'Pass',
    access,
    ...(bucket === undefined ? {} : { bucket }),
    replies: { 200: z.strictObject({ passed: z.boolean() }) },
    handle: async () => ({ status: 200 as const, body: { passed: true } }),
  });

const Text = z.strictObject({ text: z.string() });

const readText = defineRoute({
  method: 'get',
  path: '/v1/text',
  operationId: 'readText',
  summary: 'Read a text',
  access: 'public',
  query: z.strictObject({ length: z.coerce.number().int().default(5_000) }),
  deprecated: { since: '2026-01-01', sunset: '2027-01-01' },
  replies: { 200: Text },
  handle: async ({ query: { length } }) => ({ status: 200, body: { text: 'tea '.repeat(length / 4) }, version: 7 }),
});

const writeText = defineRoute({
  method: 'put',
  path: '/v1/text',
  operationId: 'writeText',
  summary: 'Write a text',
  access: 'public',
  ifMatch: 'required',
  body: Text,
  replies: { 200: Text },
  handle: async ({ ifMatch }) => ({ status: 200, body: { text: (ifMatch ?? 'any').repeat(5_000) } }),
});

const ROUTES = [
  readText,
  writeText,
  through('get', 'optional', '/v1/gate'),
  through('put', 'optional', '/v1/gate'),
  through('post', 'optional', '/v1/sign-in', 'sign-in'),
  through('get', 'optional', '/v1/unlimited', 'none'),
];
