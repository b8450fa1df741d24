import type { Route } from '#shared-kernel/http.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import { type AdminRoutesDeps, adminRoutes } from './admin-routes.ts';
import { keySetRoute } from './key-set-route.ts';
import { type ProfileRoutesDeps, profileRoutes } from './profile-routes.ts';
import { type SessionRoutesDeps, sessionRoutes } from './session-routes.ts';

export function identityRoutes(
  useCases: ProfileRoutesDeps & SessionRoutesDeps & AdminRoutesDeps,
  keyRing: KeyRing,
): readonly Route[] {
  return [...profileRoutes(useCases), ...sessionRoutes(useCases), ...adminRoutes(useCases), keySetRoute(keyRing)];
}
