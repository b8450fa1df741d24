import { defineRoute, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import { InvalidCredentials, TooManyAttempts } from '../domain/errors.ts';
import type { SignInAttempt } from '../domain/sign-in-turn.ts';
import { findCredentialByEmail } from '../queries/find-credential.ts';
import type { CheckPassword } from '../use-cases/check-password.ts';
import type { IssueTokens } from '../use-cases/issue-tokens.ts';
import type { OpenSession } from '../use-cases/open-session.ts';
import type { Turn } from '../use-cases/take-turn.ts';
import { OpenSessionBody, SessionTokens } from './schemas.ts';

export interface SignInRouteDeps {
  /** In a transaction of its own, which is committed before the password is looked at. */
  readonly takeTurn: (cause: RouteRequest['cause'], attempt: SignInAttempt) => Promise<Turn>;
  /** What of an address one person has. */
  readonly networkOf: (address: string) => string;
  readonly checkPassword: CheckPassword;
  readonly openSession: OpenSession;
  readonly issueTokens: IssueTokens;
}

export function signInRoute(deps: SignInRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sessions',
    operationId: 'openSession',
    summary: 'Sign in',
    description:
      'After five wrong passwords each further attempt on the account, from the same network, waits twice as long as the one ' +
      'before, a quarter of an hour at most: 429 with `Retry-After`, whether or not there is such an account.',
    access: 'public',
    bucket: 'sign-in',
    idempotencyKey: 'unused',
    body: OpenSessionBody,
    replies: { 201: SessionTokens },
    refusals: { 401: ['identity.invalid_credentials'], 429: ['identity.too_many_attempts'], 503: ['identity.busy'] },
    async handle({ body: { email, password }, read, transaction, cause, clientAddress }) {
      const attempt = { email, network: deps.networkOf(clientAddress) };
      const turn = await deps.takeTurn(cause, attempt);
      if (turn.kind === 'delayed') throw new TooManyAttempts(turn.seconds);
      const checked = await deps.checkPassword(await read((db) => findCredentialByEmail(db, email)), password);
      // Throws after the transaction, never in it: the failure has to be committed.
      const { body: session } = await transaction(async (tx) => ({
        status: 201,
        body: await deps.openSession(tx, { checked, attempt }),
      }));
      if (!session) throw new InvalidCredentials();
      const { accessToken, refreshToken, expiresInSeconds: expiresIn } = await deps.issueTokens(session);
      return {
        status: 201 as const,
        headers: { 'cache-control': 'no-store' },
        body: { accessToken, refreshToken, tokenType: 'Bearer' as const, expiresIn },
      };
    },
  });
}
