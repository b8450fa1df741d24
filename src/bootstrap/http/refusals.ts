import type { Route } from '#shared-kernel/http.ts';

/** Refusals of what reaches no route, and so belongs to none: their codes and statuses. */
export const UNROUTED_REFUSALS = [
  ['http.method_not_allowed', '405'],
  ['http.request_timeout', '408'],
  ['http.headers_too_large', '431'],
] as const;

/** By status, the codes with which a request to `route` can be refused: the platform's and its own. */
export function refusalsOf(route: Route): Map<number, string[]> {
  const refusals = new Map<number, string[]>();
  for (const [status, codes] of [...platformRefusals(route), ...Object.entries(route.refusals)]) {
    refusals.set(Number(status), [...(refusals.get(Number(status)) ?? []), ...codes]);
  }
  return new Map([...refusals].toSorted(([a], [b]) => a - b));
}

function platformRefusals(route: Route): [number, string[]][] {
  const { access, params, query, body, stream, ifMatch, idempotencyKey, bucket } = route;
  const hasBody = body !== undefined || stream !== undefined;
  const keyed = idempotencyKey !== 'unused';
  const applicable: [boolean, number, string[]][] = [
    [true, 400, ['http.invalid_query', 'http.malformed_request']],
    [query !== undefined && 'cursor' in query.shape, 400, ['http.invalid_cursor']],
    [body !== undefined, 400, ['http.invalid_body']],
    [keyed, 400, ['http.invalid_idempotency_key']],
    [idempotencyKey === 'required', 400, ['http.idempotency_key_required']],
    [ifMatch !== undefined, 400, ['http.invalid_if_match']],
    [
      access !== 'public',
      401,
      [
        'http.unauthenticated',
        'identity.invalid_token',
        'identity.expired_token',
        'identity.revoked_token',
        'identity.invalid_api_key',
      ],
    ],
    [access === 'signed-in', 403, ['http.users_only']],
    [access === 'optional' || access.includes(':'), 403, ['http.insufficient_scope']],
    [params !== undefined, 404, ['http.not_found']],
    [keyed, 409, ['http.idempotency_key_in_use']],
    [hasBody, 413, ['http.body_too_large']],
    [hasBody, 415, ['http.unsupported_media_type']],
    [keyed, 422, ['http.idempotency_key_reused']],
    [ifMatch === 'required', 428, ['http.if_match_required']],
    [bucket !== 'none', 429, ['http.rate_limited']],
    [true, 500, ['http.internal_error']],
    [true, 503, ['database.unavailable', 'database.busy', 'database.commit_unknown', 'http.overloaded', 'http.timeout']],
    [true, 503, ['gateway.module_unavailable', 'gateway.answer_lost']],
    [access !== 'public', 503, ['identity.unavailable']],
  ];
  return applicable.flatMap(([applies, status, codes]) => (applies ? [[status, codes]] : []));
}
