import { z } from 'zod';
import { defineRoute, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import { findCredentialByEmail } from '../queries/find-credential.ts';
import type { CheckPassword } from '../use-cases/check-password.ts';
import type { EndSession } from '../use-cases/end-session.ts';
import type { IssueTokens } from '../use-cases/issue-tokens.ts';
import type { OpenedSession, OpenSession } from '../use-cases/open-session.ts';
import type { RefreshSession } from '../use-cases/refresh-session.ts';
import { OAuthRefusal } from './oauth-refusal.ts';
import { OAuthTokens, OpenSessionBody, RevocationForm, SessionTokens, TokenForm } from './schemas.ts';

export interface SessionRoutesDeps {
  readonly checkPassword: CheckPassword;
  readonly openSession: OpenSession;
  readonly issueTokens: IssueTokens;
  readonly refreshSession: RefreshSession;
  readonly endSession: EndSession;
}

const UNCACHED = { 'cache-control': 'no-store' };

/** Signing in, staying in, signing out. */
export function sessionRoutes(deps: SessionRoutesDeps): readonly Route[] {
  return [signInRoute(deps), tokenRoute(deps), revokeRoute(deps)];
}

function signInRoute({ checkPassword, openSession, issueTokens }: SessionRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sessions',
    operationId: 'openSession',
    summary: 'Sign in',
    access: 'public',
    bucket: 'sign-in',
    idempotencyKey: 'unused',
    body: OpenSessionBody,
    replies: { 201: SessionTokens },
    refusals: { 401: ['identity.invalid_credentials'], 503: ['identity.busy'] },
    async handle({ body: { email, password }, read, transaction }) {
      const checked = await checkPassword(await read((db) => findCredentialByEmail(db, email)), password);
      const { body: session } = await transaction(async (tx) => ({ status: 201, body: await openSession(tx, checked) }));
      const { accessToken, refreshToken, expiresInSeconds } = await issueTokens(session);
      return {
        status: 201 as const,
        headers: UNCACHED,
        body: { accessToken, refreshToken, tokenType: 'Bearer' as const, expiresIn: expiresInSeconds },
      };
    },
  });
}

function tokenRoute(deps: SessionRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/oauth/token',
    operationId: 'issueTokens',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'RFC 6749, section 6. A refresh token is good once; the answer holds the next one. One that is used a second time ends ' +
      'the whole session, because somebody may have stolen it: let one tab or thread refresh at a time. Refusals are problem ' +
      'documents with the members `error` and `error_description` of RFC 6749, section 5.2, and `client_credentials` is ' +
      'refused as `unsupported_grant_type`.',
    access: 'public',
    bucket: 'sign-in',
    idempotencyKey: 'unused',
    form: true,
    body: TokenForm,
    replies: { 200: OAuthTokens },
    refusals: { 400: ['identity.invalid_request', 'identity.invalid_grant', 'identity.unsupported_grant_type'] },
    async handle({ body, transaction }) {
      const { accessToken, refreshToken, expiresInSeconds, scope } = await deps.issueTokens(
        await refreshed(refreshTokenIn(body), deps, transaction),
      );
      return {
        status: 200 as const,
        headers: UNCACHED,
        body: {
          access_token: accessToken,
          token_type: 'Bearer' as const,
          expires_in: expiresInSeconds,
          refresh_token: refreshToken,
          scope,
        },
      };
    },
  });
}

function revokeRoute({ endSession }: SessionRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/oauth/revoke',
    operationId: 'endSession',
    summary: 'Sign out',
    description: 'RFC 7009. Ends the session of the refresh token; one that is unknown is answered alike.',
    access: 'public',
    idempotencyKey: 'unused',
    form: true,
    body: RevocationForm,
    replies: { 200: z.undefined() },
    refusals: { 400: ['identity.invalid_request'] },
    async handle({ body: { token }, transaction }) {
      if (token === undefined) throw new OAuthRefusal('invalid_request', 'Send the refresh token as `token`.');
      return transaction(async (tx) => {
        await endSession(tx, token);
        return { status: 200, body: undefined };
      });
    },
  });
}

function refreshTokenIn({ grant_type: grantType, refresh_token: refreshToken }: z.output<typeof TokenForm>): string {
  if (grantType === undefined) throw new OAuthRefusal('invalid_request', 'Send `grant_type`.');
  if (grantType !== 'refresh_token') {
    throw new OAuthRefusal('unsupported_grant_type', 'The only `grant_type` is `refresh_token`.');
  }
  if (refreshToken === undefined) throw new OAuthRefusal('invalid_request', 'Send `refresh_token`.');
  return refreshToken;
}

// Throws after the transaction, never in it: the end of a session whose token was reused has to be committed.
async function refreshed(
  refreshToken: string,
  { refreshSession }: SessionRoutesDeps,
  transaction: RouteRequest['transaction'],
): Promise<OpenedSession> {
  const { body: outcome } = await transaction(async (tx) => ({ status: 200, body: await refreshSession(tx, refreshToken) }));
  if (outcome.kind === 'refreshed') return outcome.session;
  throw new OAuthRefusal('invalid_grant', 'The refresh token is unknown, expired, or was used before. Sign in again.');
}
