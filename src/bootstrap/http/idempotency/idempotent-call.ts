import { createHash, createHmac } from 'node:crypto';
import { AppError } from '#shared-kernel/errors.ts';
import type { Route } from '#shared-kernel/http.ts';
import type { Principal } from '#shared-kernel/tokens.ts';

/** A request that its caller may repeat: whose it is, under which key, and what it asks for. */
export interface IdempotentCall {
  readonly caller: string;
  readonly key: string;
  readonly fingerprint: string;
}

export interface CallSource {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly principal: Principal | undefined;
  readonly accessKey: string | undefined;
  readonly clientAddress: string;
}

/** The `Idempotency-Key` of a request, or undefined where none was sent and none is needed. */
export function idempotencyKeyOf(route: Pick<Route, 'idempotencyKey'>, header: string | undefined): string | undefined {
  if (route.idempotencyKey === 'unused') return undefined;
  if (header === undefined) {
    if (route.idempotencyKey === 'accepted') return undefined;
    throw refusal(
      'http.idempotency_key_required',
      'Send an Idempotency-Key, such as a random UUID, and the same with each repetition.',
    );
  }
  // The IETF draft writes the key as a quoted string; most clients send it bare.
  const key = header.replace(/^"(.+)"$/, '$1');
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  throw refusal('http.invalid_idempotency_key', 'An Idempotency-Key has 1 to 255 printable ASCII characters.');
}

/** Puts a key into the scope of its caller. */
export function idempotentCall(key: string, source: CallSource): IdempotentCall {
  return { caller: callerOf(source, key), key, fingerprint: fingerprintOf(key, source) };
}

const RANDOM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * A stored answer may hold the access key of a guest, so two strangers must never share a scope. A random
 * UUID cannot be met by chance or guessed: whoever has it is the one who sent it, from whichever network.
 * Any other key of a stranger counts for his address only.
 */
function callerOf({ principal, accessKey, clientAddress }: CallSource, key: string): string {
  // All guests of a storefront share its key.
  if (principal !== undefined && principal.kind !== 'storefront') return `${principal.kind}:${principal.id}`;
  if (accessKey !== undefined) return `guest:${digest(accessKey)}`;
  return RANDOM_UUID.test(key) ? 'anyone' : `address:${digest(clientAddress)}`;
}

// Keyed, because a body may hold a password, and a plain digest of it could be guessed from the table.
function fingerprintOf(key: string, { method, url, body }: CallSource): string {
  return createHmac('sha256', key)
    .update(`${method} ${url.pathname}${url.search}\n${canonical(body)}`)
    .digest('base64url');
}

/** The same text for the same JSON, in whatever order its members came. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner)) ?? '';
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function refusal(code: string, detail: string): AppError {
  return new AppError('invalid', { code, detail });
}
