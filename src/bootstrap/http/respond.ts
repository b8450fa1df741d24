import type { Reply, Route } from '#shared-kernel/http.ts';
import { type Coding, codingFor, encode } from './content-coding.ts';
import { codedTag, freshTag } from './etag.ts';
import { headersOf } from './reply-headers.ts';

const RETRY_AFTER_SECONDS = '1';

/** What the client says about the answer that it wants. */
export interface Wanted {
  readonly ifNoneMatch: string | undefined;
  /** Undefined where nothing is to be compressed. */
  readonly acceptEncoding: string | undefined;
}

/** Writes a reply, or 304 where the client has that version already. */
export async function respond(route: Route, reply: Reply, wanted: Wanted): Promise<Response> {
  const headers = new Headers({ 'cache-control': cachingOf(route), ...headersOf(reply) });
  if (route.method === 'get') headers.append('vary', 'accept-encoding');
  const known = tagAtHand(route, reply, headers, wanted);
  if (known !== undefined) {
    headers.set('etag', known);
    return new Response(null, { status: 304, headers });
  }
  if (reply.status === 202 && !headers.has('retry-after')) headers.set('retry-after', RETRY_AFTER_SECONDS);
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  if (!headers.has('content-type')) headers.set('content-type', route.produces ?? 'application/json');
  const text = route.produces === undefined ? JSON.stringify(reply.body) : String(reply.body);
  // A reply to another method may hold a secret beside what its caller wrote, and its length would give that away (BREACH).
  const coding = route.method === 'get' ? codingFor(text, wanted.acceptEncoding) : undefined;
  return new Response(await write(text, coding, headers), { status: reply.status, headers });
}

function tagAtHand(route: Route, reply: Reply, headers: Headers, { ifNoneMatch }: Wanted): string | undefined {
  const etag = headers.get('etag');
  return route.method === 'get' && reply.status === 200 && etag !== null ? freshTag(ifNoneMatch, etag) : undefined;
}

async function write(text: string, coding: Coding | undefined, headers: Headers) {
  const body = coding === undefined ? text : await encode(text, coding);
  headers.set('content-length', String(Buffer.byteLength(body)));
  if (coding === undefined) return body;
  headers.set('content-encoding', coding);
  const etag = headers.get('etag');
  if (etag !== null) headers.set('etag', codedTag(etag, coding));
  return body;
}

/** Reads may be kept if they are asked for again with their ETag; those of a user by his own client only. */
function cachingOf({ method, access }: Route): string {
  if (method !== 'get') return 'no-store';
  return access === 'public' ? 'no-cache' : 'private, no-cache';
}
