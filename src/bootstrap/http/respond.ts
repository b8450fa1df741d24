import type { Reply, Route } from '#shared-kernel/http.ts';
import { isFresh } from './etag.ts';
import { headersOf } from './reply-headers.ts';

const RETRY_AFTER_SECONDS = '1';

/** Writes a reply, or 304 where the client has that version already. */
export function respond(route: Route, reply: Reply, ifNoneMatch: string | undefined): Response {
  const headers = new Headers({ 'cache-control': cachingOf(route), ...headersOf(reply) });
  const etag = headers.get('etag');
  if (route.method === 'get' && reply.status === 200 && etag !== null && isFresh(ifNoneMatch, etag)) {
    return new Response(null, { status: 304, headers });
  }
  if (reply.status === 202 && !headers.has('retry-after')) headers.set('retry-after', RETRY_AFTER_SECONDS);
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  if (!headers.has('content-type')) headers.set('content-type', route.produces ?? 'application/json');
  const body = route.produces === undefined ? JSON.stringify(reply.body) : String(reply.body);
  return new Response(body, { status: reply.status, headers });
}

/** Reads may be kept if they are asked for again with their ETag; those of a user by his own client only. */
function cachingOf({ method, access }: Route): string {
  if (method !== 'get') return 'no-store';
  return access === 'public' ? 'no-cache' : 'private, no-cache';
}
