import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.ts';
import { eventStream, type ServerEvent } from './event-stream.ts';
import { type RetryOptions, retryingFetch, type Send } from './retrying-fetch.ts';
import { type SessionOptions, sessionFetch } from './session.ts';

export interface ClientOptions {
  /** Where the shop is: `https://shop.example`. */
  readonly baseUrl: string;
  /** A user who has signed in; without it the caller is a guest. */
  readonly session?: SessionOptions;
  /** A publishable key in a browser, a secret one on a server only. */
  readonly apiKey?: string;
  /** The secret of a guest's cart or order. */
  readonly accessKey?: string;
  /** How what is safe to repeat is repeated. By default three times at most, within ten seconds. */
  readonly retry?: Partial<RetryOptions>;
  readonly fetch?: Send;
}

/** For one stream. */
export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * A client with a method for each HTTP method, typed by path. Resolves to `{ data }` or `{ error }`: see `unwrap` for one
 * that throws. Every POST and PATCH gets an `Idempotency-Key` of its own where none is given, the same for all its attempts.
 */
export interface TesseraClient extends Client<paths> {
  /** The events of a stream, such as `/v1/orders/{id}/events`. */
  events(path: `/${string}`, options?: StreamOptions): AsyncGenerator<ServerEvent>;
}

export function createClient(options: ClientOptions): TesseraClient {
  const { baseUrl, session, apiKey, accessKey } = options;
  const retry = { attempts: 3, longestPauseMs: 10_000, ...options.retry };
  const repeated = retryingFetch(options.fetch ?? ((request) => fetch(request)), retry);
  const send = session ? sessionFetch(repeated, baseUrl, session) : repeated;
  const always = {
    ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
    ...(accessKey === undefined ? {} : { 'x-access-key': accessKey }),
  };
  const client = createFetchClient<paths>({ baseUrl, headers: always, fetch: send });
  client.use({ onRequest: ({ request }) => withKey(request) });
  const events: TesseraClient['events'] = (path, { headers = {}, signal } = {}) => {
    const init = { headers: { ...always, ...headers }, signal: signal ?? null };
    return eventStream(send, () => new Request(new URL(path, baseUrl), init), retry.longestPauseMs);
  };
  return Object.assign(client, { events });
}

function withKey(request: Request): Request {
  const isChange = request.method === 'POST' || request.method === 'PATCH';
  if (isChange && !request.headers.has('idempotency-key')) request.headers.set('idempotency-key', newKey());
  return request;
}

/** Not `randomUUID`, which browsers have only on pages that came over TLS or from the same machine. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
