import type { Reply } from '#shared-kernel/http.ts';
import { etagOf, weakTagOf } from './etag.ts';

/** The headers that a reply asks for: lower-case names, with the `ETag` of its version. */
export function headersOf(reply: Reply): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (reply.weakVersion !== undefined) return { ...headers, etag: weakTagOf(reply.weakVersion) };
  return reply.version === undefined ? headers : { ...headers, etag: etagOf(reply.version) };
}
