import type { Route } from '#shared-kernel/http.ts';
import type { HeaderObject, Reference } from './api-document.ts';

/** The headers of an answer with this status, as references to {@link HEADERS}. */
export function headersOf(route: Route, status: number): Record<string, Reference> {
  const isReply = status < 300;
  const applicable: [boolean, HeaderName[]][] = [
    [true, ['X-Request-Id', 'Access-Control-Allow-Origin']],
    [route.bucket !== 'none', ['RateLimit', 'RateLimit-Policy']],
    [route.events === undefined && WITH_A_VERSION.has(status), ['ETag']],
    [route.method === 'get' && route.events === undefined && (status === 200 || status === 304), ['Vary']],
    [route.staleFor !== undefined && (status === 200 || status === 304), ['Age', 'Cache-Status']],
    [isReply && route.idempotencyKey !== 'unused', ['Idempotent-Replayed']],
    [isReply && route.waitFor !== undefined && status !== 202, ['Preference-Applied']],
    [status === 201 || status === 202 || (isReply && route.waitFor !== undefined), ['Location']],
    [WITH_RETRY_AFTER.has(status), ['Retry-After']],
    [status === 401 || status === 403, ['WWW-Authenticate']],
    [route.deprecated !== undefined, ['Deprecation']],
    [route.deprecated?.sunset !== undefined, ['Sunset']],
  ];
  const names = applicable.flatMap(([applies, its]) => (applies ? its : []));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const WITH_A_VERSION = new Set([200, 201, 202, 304]);
const WITH_RETRY_AFTER = new Set([202, 409, 429, 503]);

type HeaderName = keyof typeof HEADERS;

const text = (maxLength: number, pattern: string) => ({ type: 'string', maxLength, pattern }) as const;
const PRINTABLE = '^[\\x21-\\x7e]+$';
const SENTENCE = '^[\\x20-\\x7e]+$';

/** What answers tell in headers. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request: the one that was sent, or one of ours. Quote it in a report.',
    schema: text(128, PRINTABLE),
  },
  'Access-Control-Allow-Origin': {
    description: 'To pages of origins that may call from a browser: that origin, or `*`.',
    schema: text(255, PRINTABLE),
  },
  RateLimit: {
    description: 'Of the bucket that the request counts in: how many are left, and in how many seconds all are back.',
    schema: { ...text(64, SENTENCE), examples: ['"reads";r=599;t=60'] },
  },
  'RateLimit-Policy': {
    description: 'How many requests of this bucket a caller has in how many seconds.',
    schema: { ...text(64, SENTENCE), examples: ['"reads";q=600;w=60'] },
  },
  'Retry-After': {
    description: 'In how many seconds to look or to try again.',
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 100_000 },
  },
  ETag: { description: 'The version of what is answered.', schema: text(255, PRINTABLE) },
  Vary: { description: 'Which headers of the request the answer depends on.', schema: text(255, SENTENCE) },
  Age: {
    description: 'How many seconds ago the answer was true. Absent where it is true now.',
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 100_000 },
  },
  'Cache-Status': {
    description: 'The answer is one of the past, because the part of the shop that knows better does not answer (RFC 9211).',
    schema: { ...text(128, SENTENCE), examples: ['tessera; fwd=stale; detail=stale-if-error'] },
  },
  Location: {
    description: 'Where to see what was made, or how it goes on.',
    schema: text(2_048, PRINTABLE),
  },
  'Idempotent-Replayed': {
    description: 'The request was answered before, and this is that answer.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': { description: 'The wait that was granted.', schema: text(16, '^wait=\\d+$') },
  'WWW-Authenticate': { description: 'How to get in.', schema: text(255, SENTENCE) },
  Deprecation: { description: 'Since when nobody should begin to use it (RFC 9745).', schema: text(32, '^@-?\\d+$') },
  Sunset: { description: 'From when on it may be gone (RFC 8594).', schema: text(32, SENTENCE) },
} as const satisfies Record<string, HeaderObject>;
