import { z } from 'zod';
import type { ErrorKind } from '#shared-kernel/errors.ts';
import { refusalOf, STATUS_OF } from './problem-details.ts';

/** A refusal as RFC 6749, section 5.2 wants it of the routes of OAuth, whose clients read no problem documents. */
export const OAuthErrorBody = z
  .strictObject({
    error: z.string().max(100).describe('Stable: decide by this.'),
    error_description: z.string().max(2_000).describe('One sentence for the developer.'),
  })
  .meta({ id: 'OAuthError' });

/** What was thrown on a route that declares `refusalsAs: 'oauth'`. */
export function oauthErrorResponse(thrown: unknown): Response {
  const refusal = refusalOf(thrown);
  const status = refusal === undefined ? 500 : STATUS_OF[refusal.kind];
  const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  if (status === 401) headers.set('www-authenticate', 'Basic realm="tessera"');
  if (refusal?.retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.ceil(refusal.retryAfterSeconds)));
  const error = refusal === undefined ? 'server_error' : (refusal.extensions.error ?? errorOf(refusal.kind));
  const description = inAllowedCharacters(refusal?.detail ?? 'Something went wrong on our side.');
  return new Response(JSON.stringify({ error, error_description: description }), { status, headers });
}

function errorOf(kind: ErrorKind): string {
  return kind === 'rate_limited' || kind === 'unavailable' ? 'temporarily_unavailable' : 'invalid_request';
}

/** ASCII without quotation marks and backslashes. */
function inAllowedCharacters(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
}
