import type { Route } from '#shared-kernel/http.ts';
import { type AdminRoutesDeps, adminRoutes } from './admin-routes.ts';
import { listAuditEventsRoute } from './audit-routes.ts';
import { type ErasureRoutesDeps, erasureRoutes } from './erasure-routes.ts';
import { type ExportRoutesDeps, exportRoutes } from './export-routes.ts';
import { type KeySetRouteDeps, keySetRoute } from './key-set-route.ts';
import { type ProfileRoutesDeps, profileRoutes } from './profile-routes.ts';
import { type SessionRoutesDeps, sessionRoutes } from './session-routes.ts';

export type IdentityRoutesDeps = ProfileRoutesDeps &
  SessionRoutesDeps &
  AdminRoutesDeps &
  KeySetRouteDeps &
  ErasureRoutesDeps &
  ExportRoutesDeps;

export function identityRoutes(deps: IdentityRoutesDeps): readonly Route[] {
  return [
    ...profileRoutes(deps),
    ...erasureRoutes(deps),
    ...exportRoutes(deps),
    ...sessionRoutes(deps),
    ...adminRoutes(deps),
    keySetRoute(deps),
    listAuditEventsRoute,
  ];
}
