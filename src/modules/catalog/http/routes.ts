import type { Route } from '#shared-kernel/http.ts';
import { type ImportRoutesDeps, importRoutes } from './import-routes.ts';
import { type ProductChangesDeps, productChangesRoutes } from './product-changes-routes.ts';
import { productRoutes } from './product-routes.ts';

export function catalogRoutes(deps: ProductChangesDeps & ImportRoutesDeps): readonly Route[] {
  return [...productRoutes, ...productChangesRoutes(deps), ...importRoutes(deps)];
}
