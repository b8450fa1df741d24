import { createHash } from 'node:crypto';
import type { Reply, Route } from '#shared-kernel/http.ts';
import { codingFor, encode } from './content-coding.ts';
import { codedTag, etagOf, freshTag } from './etag.ts';
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
  if (reply.status === 202 && !headers.has('retry-after')) headers.set('retry-after', RETRY_AFTER_SECONDS);
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  if (!headers.has('content-type')) headers.set('content-type', route.produces ?? 'application/json');
  const text = route.produces === undefined ? JSON.stringify(reply.body) : String(reply.body);
  if (route.method === 'get') return respondToRead(text, { status: reply.status, headers }, wanted);
  // Never compressed: it may hold a secret beside what its caller wrote, and its length would give that away (BREACH).
  headers.set('content-length', String(Buffer.byteLength(text)));
  return new Response(text, { status: reply.status, headers });
}

async function respondToRead(text: string, { status, headers }: Written, wanted: Wanted): Promise<Response> {
  headers.append('vary', 'accept-encoding');
  const etag = headers.get('etag') ?? etagOf(digest(text));
  const known = status === 200 ? freshTag(wanted.ifNoneMatch, etag) : undefined;
  if (known !== undefined) {
    headers.set('etag', known);
    headers.delete('content-type');
    return new Response(null, { status: 304, headers });
  }
  const coding = codingFor(text, wanted.acceptEncoding);
  const body = coding === undefined ? text : await encode(text, coding);
  if (coding !== undefined) headers.set('content-encoding', coding);
  if (status === 200) headers.set('etag', coding === undefined ? etag : codedTag(etag, coding));
  headers.set('content-length', String(Buffer.byteLength(body)));
  return new Response(body, { status, headers });
}

interface Written {
  readonly status: number;
  readonly headers: Headers;
}

/** What names no version of its own is the version. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Reads may be kept if they are asked for again with their ETag; those of a user by his own client only. */
function cachingOf({ method, access }: Route): string {
  if (method !== 'get') return 'no-store';
  return access === 'public' ? 'no-cache' : 'private, no-cache';
}
