import { AppError } from '#shared-kernel/errors.ts';
import type { RouteRequest } from '#shared-kernel/http.ts';
import type { Principal } from '#shared-kernel/tokens.ts';
import { AdminsOnly } from '../domain/errors.ts';

/** Who calls a route that is for those who have signed in. */
export function callerOf({ principal }: Pick<RouteRequest, 'principal'>): Principal {
  if (principal) return principal;
  throw new AppError('unauthenticated', { code: 'identity.not_signed_in', detail: 'Sign in first.' });
}

/** Scopes name a module and whether it is read or written; whose accounts, only the role says. */
export function adminOf(request: Pick<RouteRequest, 'principal'>): Principal {
  const principal = callerOf(request);
  if (!principal.roles.includes('admin')) throw new AdminsOnly();
  return principal;
}
