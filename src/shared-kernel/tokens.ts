/** What a user may be. `customer` is everybody who registered. */
export type Role = 'customer' | 'staff' | 'admin';

/** A right, `<module>:read` or `<module>:write`. */
export type Scope = `${string}:${'read' | 'write'}`;

/** Who is calling, as read from a token that was checked. */
export interface Principal {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
}

/** True where the caller may act on what belongs to others. */
export function isStaff(principal: Principal | undefined): boolean {
  return principal?.roles.some((role) => role === 'staff' || role === 'admin') ?? false;
}

/**
 * Whose things the caller may see: his own, or everybody's (undefined) where he is staff. Throws where nobody
 * has signed in, so that a route that was opened by mistake shows nothing rather than everything.
 */
export function ownerFor(principal: Principal | undefined): string | undefined {
  if (!principal) throw new Error('who has not signed in owns nothing: the route needs another access');
  return isStaff(principal) ? undefined : principal.userId;
}

/** Checks an access token. Rejects with an `unauthenticated` AppError where it is not valid now. */
export interface TokenVerifier {
  verify(token: string): Promise<Principal>;
}
