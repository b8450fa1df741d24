/** Who a token is for, and what it allows. */
export interface TokenSubject {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Issues signed access tokens. */
export interface AccessTokens {
  issue(subject: TokenSubject): Promise<IssuedToken>;
}
