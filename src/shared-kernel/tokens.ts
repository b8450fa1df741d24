/** What a user may be. `customer` is everybody who registered. */
export type Role = 'customer' | 'staff' | 'admin';

/** A right, `<module>:read` or `<module>:write`. */
export type Scope = `${string}:${'read' | 'write'}`;

/** Who is calling, as read from a credential that was checked. */
export type Principal = UserPrincipal | ClientPrincipal | StorefrontPrincipal;

/** A person who has signed in. */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly id: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
}

/** A program that acts for the shop, and sees what is anybody's, within its scopes: an OAuth client or a secret API key. */
export interface ClientPrincipal {
  readonly kind: 'client';
  readonly id: string;
  readonly scopes: readonly Scope[];
}

/** A storefront by its publishable key, which anybody can read in its pages: whoever uses it is a guest. */
export interface StorefrontPrincipal {
  readonly kind: 'storefront';
  readonly id: string;
  readonly scopes: readonly [];
}

/** True where the caller may act on what belongs to others: staff, and programs of the shop. */
export function isStaff(principal: Principal | undefined): boolean {
  if (principal?.kind === 'client') return true;
  return principal?.kind === 'user' && principal.roles.some((role) => role === 'staff' || role === 'admin');
}

/** The user who is calling; undefined for guests and for programs. */
export function userIdOf(principal: Principal | undefined): string | undefined {
  return principal?.kind === 'user' ? principal.id : undefined;
}

/**
 * Whose things the caller may see: his own, or everybody's (undefined) where he is staff. Throws for guests,
 * so that a route that was opened by mistake shows nothing rather than everything.
 */
export function ownerFor(principal: Principal | undefined): string | undefined {
  if (isStaff(principal)) return undefined;
  const userId = userIdOf(principal);
  if (userId === undefined) throw new Error('who has not signed in owns nothing: the route needs another access');
  return userId;
}

/** Checks a credential: an access token, or an API key. Rejects with an `unauthenticated` AppError where it is not valid now. */
export interface TokenVerifier {
  verify(token: string): Promise<Principal>;
}
