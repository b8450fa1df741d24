import type { Scope } from '#shared-kernel/tokens.ts';
import { scopesOf } from '../domain/scopes.ts';
import type { AccessTokens, IssuedToken } from '../ports/access-tokens.ts';
import type { AuthenticatedClient } from './authenticate-client.ts';
import type { OpenedSession } from './open-session.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly Scope[];
}

interface Deps {
  readonly accessTokens: AccessTokens;
}

export type IssueTokens = ReturnType<typeof issueTokens>;
export type IssueClientToken = ReturnType<typeof issueClientToken>;

/** After the transaction: the keys may have to be read, which takes a second connection. */
export const issueTokens =
  ({ accessTokens }: Deps) =>
  async ({ id: sessionId, user, refreshToken }: OpenedSession, narrowed?: readonly Scope[]): Promise<TokenPair> => {
    const { id, roles, version } = user;
    const scopes = narrowed ?? scopesOf(roles);
    const { token, expiresInSeconds } = await accessTokens.issue({ kind: 'user', id, version, sessionId, roles, scopes });
    return { accessToken: token, refreshToken, expiresInSeconds, scopes };
  };

/** A program gets no refresh token: it has a secret, which is as good. */
export const issueClientToken =
  ({ accessTokens }: Deps) =>
  ({ id, version }: AuthenticatedClient, scopes: readonly Scope[]): Promise<IssuedToken> =>
    accessTokens.issue({ kind: 'client', id, version, scopes });
