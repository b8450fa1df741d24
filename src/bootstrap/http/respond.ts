import { hash } from 'node:crypto';
import type { Reply, Route } from '#shared-kernel/http.ts';
import { codingFor, encode } from './content-coding.ts';
import { codedTag, etagOf, freshTag } from './etag.ts';
import type { PlainHeaders } from './plain-headers.ts';
import { headersOf } from './reply-headers.ts';

const RETRY_AFTER_SECONDS = '1';

/** What the client says about the answer that it wants, and what it is told in any case. */
export interface Wanted {
  readonly ifNoneMatch: string | undefined;
  /** Undefined where nothing is to be compressed. */
  readonly acceptEncoding: string | undefined;
  readonly common: PlainHeaders;
}

/** An answer with all of its headers. */
export interface Answer {
  readonly status: number;
  readonly headers: PlainHeaders;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** Writes a reply, or 304 where the client has that version already. */
export async function respond(route: Route, reply: Reply, wanted: Wanted): Promise<Answer> {
  const { status } = reply;
  const headers = { ...wanted.common, 'cache-control': cachingOf(route), ...retryAfter(status), ...headersOf(reply) };
  if (reply.body === undefined) return { status, headers, body: null };
  const type = { 'content-type': route.produces ?? 'application/json' };
  const body = route.produces === undefined ? JSON.stringify(reply.body) : String(reply.body);
  if (route.method === 'get') return respondToRead({ status, headers: { ...type, ...headers }, body }, wanted);
  // Never compressed: it may hold a secret beside what its caller wrote, and its length would give that away (BREACH).
  return { status, headers: { ...type, ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

interface Text extends Answer {
  readonly body: string;
}

async function respondToRead({ status, headers: given, body: text }: Text, wanted: Wanted): Promise<Answer> {
  const headers: PlainHeaders = {
    ...given,
    vary: given.vary === undefined ? 'accept-encoding' : `${given.vary}, accept-encoding`,
  };
  const etag = given.etag ?? etagOf(hash('sha256', text, 'base64url'));
  const known = status === 200 ? freshTag(wanted.ifNoneMatch, etag) : undefined;
  if (known !== undefined) {
    const { 'content-type': _, ...others } = headers;
    return { status: 304, headers: { ...others, etag: known }, body: null };
  }
  const coding = codingFor(text, wanted.acceptEncoding);
  const body = coding === undefined ? text : await encode(text, coding);
  const tag = coding === undefined ? etag : codedTag(etag, coding);
  return {
    status,
    headers: {
      ...headers,
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
      // What names no version of its own is the version.
      ...(status === 200 ? { etag: tag } : {}),
      'content-length': String(Buffer.byteLength(body)),
    },
    body,
  };
}

function retryAfter(status: number): PlainHeaders {
  return status === 202 ? { 'retry-after': RETRY_AFTER_SECONDS } : {};
}

/** Reads may be kept if they are asked for again with their ETag; those of a user by his own client only. */
function cachingOf({ method, access }: Route): string {
  if (method !== 'get') return 'no-store';
  return access === 'public' ? 'no-cache' : 'private, no-cache';
}
