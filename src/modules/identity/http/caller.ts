import type { RouteRequest } from '#shared-kernel/http.ts';
import type { UserPrincipal } from '#shared-kernel/tokens.ts';
import { AdminsOnly, UsersOnly } from '../domain/errors.ts';

/** Who calls a route that is about the caller's own account: a program has none. */
export function userOf({ principal }: Pick<RouteRequest, 'principal'>): UserPrincipal {
  if (principal?.kind === 'user') return principal;
  throw new UsersOnly();
}

/** Scopes name a module and whether it is read or written; whose accounts, only the role says. */
export function adminOf(request: Pick<RouteRequest, 'principal'>): UserPrincipal {
  const user = userOf(request);
  if (!user.roles.includes('admin')) throw new AdminsOnly();
  return user;
}
