import type { Reply } from '#shared-kernel/http.ts';
import { etagOf, weakTagOf } from './etag.ts';

/** The headers that a reply asks for: lower-case names, with the `ETag` of its version. */
export function headersOf(reply: Reply): Record<string, string> {
  const headers = reply.headers === undefined ? {} : inLowerCase(reply.headers);
  if (reply.weakVersion !== undefined) return { ...headers, etag: weakTagOf(reply.weakVersion) };
  return reply.version === undefined ? headers : { ...headers, etag: etagOf(reply.version) };
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
