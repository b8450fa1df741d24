import type { HonoRequest, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { HttpEnv } from '../http-env.ts';

/** What lets a page read an answer that was given before anything knew of origins: a refusal at the door. */
export function originHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  const allowed = origins.find((each) => each === '*' || each === origin);
  if (allowed === undefined || origin === undefined) return {};
  const headers = { 'access-control-allow-origin': allowed, 'access-control-expose-headers': READ_BY_CLIENTS.join(',') };
  return allowed === '*' ? headers : { ...headers, vary: 'Origin' };
}

/**
 * Lets pages of these origins call from a browser (CORS). A preflight is answered here: it carries no credentials, and
 * counts as no request of its caller. Credentials are headers that a page sends itself, never cookies.
 */
export function crossOrigin(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allow = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: SENT_BY_CLIENTS,
    exposeHeaders: READ_BY_CLIENTS,
    maxAge: PREFLIGHT_SECONDS,
  });
  // Other uses of OPTIONS are the router's to answer.
  return (c, next) => (c.req.method !== 'OPTIONS' || isPreflight(c.req) ? allow(c, next) : next());
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

const READ_BY_CLIENTS = [
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
];
