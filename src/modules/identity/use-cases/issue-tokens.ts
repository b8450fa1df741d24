import { scopesOf } from '../domain/scopes.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { OpenedSession } from './open-session.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  /** Separated by spaces. */
  readonly scope: string;
}

interface Deps {
  readonly accessTokens: AccessTokens;
}

export type IssueTokens = ReturnType<typeof issueTokens>;

/** After the transaction: the keys may have to be read, which takes a second connection. */
export const issueTokens =
  ({ accessTokens }: Deps) =>
  async ({ id: sessionId, user, refreshToken }: OpenedSession): Promise<TokenPair> => {
    const { id, roles, version } = user;
    const scopes = scopesOf(roles);
    const { token, expiresInSeconds } = await accessTokens.issue({ kind: 'user', id, version, sessionId, roles, scopes });
    return { accessToken: token, refreshToken, expiresInSeconds, scope: scopes.join(' ') };
  };
