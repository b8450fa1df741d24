import type { HonoRequest, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { HttpEnv } from '../http-env.ts';

/** What lets a page of one of these origins read an answer. Credentials are headers that a page sends itself, never cookies. */
export function originHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  const vary: Record<string, string> = origins.length === 0 || origins.includes('*') ? {} : { vary: 'Origin' };
  const allowed = origins.find((each) => each === '*' || each === origin);
  if (allowed === undefined || origin === undefined) return vary;
  return { ...vary, 'access-control-allow-origin': allowed, 'access-control-expose-headers': READABLE };
}

/** Answers what a browser asks before a page of these origins may call (CORS): it carries no credentials, and counts as no request. */
export function preflights(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allow = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: SENT_BY_CLIENTS,
    maxAge: PREFLIGHT_SECONDS,
  });
  // Other uses of OPTIONS are the router's to answer.
  return (c, next) => (c.req.method === 'OPTIONS' && isPreflight(c.req) ? allow(c, next) : next());
}

function isPreflight(request: HonoRequest): boolean {
  return request.header('origin') !== undefined && request.header('access-control-request-method') !== undefined;
}

const PREFLIGHT_SECONDS = 600;

const SENT_BY_CLIENTS = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
  'Traceparent',
  'Tracestate',
  'X-Access-Key',
  'X-API-Key',
  'X-Request-Id',
];

const READABLE = [
  'Age',
  'Cache-Status',
  'Deprecation',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-Request-Id',
].join(',');
