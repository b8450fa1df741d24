import type { Route } from '#shared-kernel/http.ts';
import { type AdminRoutesDeps, adminRoutes } from './admin-routes.ts';
import { listAuditEventsRoute } from './audit-routes.ts';
import { type ClientRoutesDeps, clientRoutes } from './client-routes.ts';
import { type ErasureRoutesDeps, erasureRoutes } from './erasure-routes.ts';
import { type ExportRoutesDeps, exportRoutes } from './export-routes.ts';
import { type IntrospectionRoutesDeps, introspectionRoutes } from './introspection-routes.ts';
import { type KeySetRouteDeps, keySetRoute } from './key-set-route.ts';
import { type MetadataRouteDeps, metadataRoute } from './metadata-route.ts';
import { type ProfileRoutesDeps, profileRoutes } from './profile-routes.ts';
import { type RevokeRouteDeps, revokeRoute } from './revoke-route.ts';
import { type SignInRouteDeps, signInRoute } from './sign-in-route.ts';
import { type TokenRouteDeps, tokenRoute } from './token-route.ts';

export type IdentityRoutesDeps = ProfileRoutesDeps &
  SignInRouteDeps &
  TokenRouteDeps &
  RevokeRouteDeps &
  IntrospectionRoutesDeps &
  ClientRoutesDeps &
  MetadataRouteDeps &
  AdminRoutesDeps &
  KeySetRouteDeps &
  ErasureRoutesDeps &
  ExportRoutesDeps;

export function identityRoutes(deps: IdentityRoutesDeps): readonly Route[] {
  return [
    ...profileRoutes(deps),
    ...erasureRoutes(deps),
    ...exportRoutes(deps),
    signInRoute(deps),
    tokenRoute(deps),
    revokeRoute(deps),
    ...introspectionRoutes(deps),
    metadataRoute(deps),
    ...clientRoutes(deps),
    ...adminRoutes(deps),
    keySetRoute(deps),
    listAuditEventsRoute,
  ];
}
