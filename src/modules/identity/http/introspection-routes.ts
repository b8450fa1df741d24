import { z } from 'zod';
import { FORGET_AFTER_SECONDS } from '#shared-kernel/access-tokens/revoked.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { afterTime, listRevocations } from '../queries/list-revocations.ts';
import type { Introspected, IntrospectToken } from '../use-cases/introspect-token.ts';
import { Introspection, IntrospectionForm, ListRevocationsQuery, RevocationList } from './introspection-schemas.ts';

export interface IntrospectionRoutesDeps {
  readonly introspectToken: IntrospectToken;
  readonly issuer: string;
  readonly clock: Clock;
}

/** For servers that are shown credentials of ours, and must know whether they are good. */
export function introspectionRoutes(deps: IntrospectionRoutesDeps): readonly Route[] {
  return [introspectRoute(deps), listRevocationsRoute(deps)];
}

function introspectRoute({ introspectToken, issuer }: IntrospectionRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/oauth/introspect',
    operationId: 'introspectToken',
    summary: 'Ask whether an access token or an API key is good',
    description:
      'RFC 7662, for programs that serve others. `active` is false for whatever is unknown, has expired or was revoked. An ' +
      'answer may be kept for five seconds.',
    access: 'tokens:read',
    idempotencyKey: 'unused',
    form: true,
    body: IntrospectionForm,
    replies: { 200: Introspection },
    async handle({ body }) {
      const found = await introspectToken(body.token);
      return { status: 200 as const, body: found === undefined ? { active: false } : introspectionOf(found, issuer) };
    },
  });
}

function introspectionOf(found: Introspected, issuer: string): Introspection {
  const { principal } = found;
  const who = { active: true, iss: issuer, sub: principal.id, scope: principal.scopes.join(' '), kind: principal.kind };
  if (found.kind === 'api-key') return { ...who, client_id: principal.id };
  const { id: jti, issuedAt, expiresAt } = found.token;
  const token = { ...who, token_type: 'Bearer' as const, jti, iat: secondsOf(issuedAt), exp: secondsOf(expiresAt) };
  return principal.kind === 'user' ? { ...token, roles: [...principal.roles] } : { ...token, client_id: principal.id };
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

const Cursor = z.strictObject({ recordedAt: z.iso.datetime(), id: z.uuid() });

function listRevocationsRoute({ clock }: IntrospectionRoutesDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/revocations',
    operationId: 'listRevocations',
    summary: 'List what ended before its access tokens did, oldest first',
    description:
      'For programs that check access tokens by themselves: one is refused where its `jti`, `sid` or `sub` is the `id` of a ' +
      'revocation, and its `ver` is below `belowVersion`. Ask for those since a minute before the newest that is known: what is ' +
      'recorded is seen only once it is committed. Answers 304 while there is nothing new.',
    access: 'tokens:read',
    query: ListRevocationsQuery,
    replies: { 200: RevocationList },
    async handle({ query: { since, cursor, limit }, read }) {
      const oldest = since === undefined ? secondsAfter(clock.now(), -FORGET_AFTER_SECONDS) : new Date(since);
      const last = cursorKey(cursor, Cursor);
      const after = last === undefined ? afterTime(oldest) : { recordedAt: new Date(last.recordedAt), id: last.id };
      const found = await read((db) => listRevocations(db, after, limit + 1));
      const entries = found.map((revoked) => ({ ...revoked, recordedAt: revoked.recordedAt.toISOString() }));
      return { status: 200 as const, body: pageOf(entries, limit, ({ recordedAt, id }) => ({ recordedAt, id })) };
    },
  });
}
