import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import type { Role, Scope } from '#shared-kernel/tokens.ts';

/** Who a token is for, and what it allows. */
export type TokenSubject = UserSubject | ClientSubject;

export interface UserSubject {
  readonly kind: 'user';
  readonly id: string;
  /** Of the user when the token is issued: a change that takes rights away ends the tokens of earlier versions. */
  readonly version: number;
  readonly sessionId: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
}

export interface ClientSubject {
  readonly kind: 'client';
  readonly id: string;
  readonly version: number;
  readonly scopes: readonly Scope[];
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Issues signed access tokens, and reads them. */
export interface AccessTokens {
  issue(subject: TokenSubject): Promise<IssuedToken>;
  /** Rejects with an `unauthenticated` AppError. Does not know what was revoked. */
  read(token: string): Promise<AccessToken>;
}
