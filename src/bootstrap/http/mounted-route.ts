import type { Database } from '#shared-kernel/database/database.ts';
import type { Route } from '#shared-kernel/http.ts';
import type { Caller } from './gateway/caller.ts';
import type { HttpContext } from './http-env.ts';

/** A route, the part of the API that it belongs to, and the connections that it may use. */
export interface MountedRoute {
  readonly route: Route;
  /** The name of its module, or `platform`. */
  readonly owner: string;
  readonly database: Database;
  /** Where the module is at work in another process: passes the request on, and answers what that answers. */
  readonly forward?: Forward;
}

/** Passes on a request whose caller was let in. Rejects with an AppError where nobody answers. */
export type Forward = (c: HttpContext, mounted: MountedRoute, caller: Caller) => Promise<Response>;

/** In the order in which a router must try them: `/users/me` before `/users/{id}`. Throws where two cannot be told apart. */
export function inRoutingOrder(mounted: readonly MountedRoute[]): MountedRoute[] {
  assertDistinct(mounted, ({ route }) => `${route.method} ${shapeOf(route.path)}`);
  assertDistinct(mounted, ({ route }) => route.operationId);
  return mounted.toSorted((a, b) => compare(shapeOf(a.route.path), shapeOf(b.route.path)));
}

/** `/v1/orders/{id}` as Hono writes it: `/v1/orders/:id`. */
export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** The methods that `path` answers, in capitals: those of its routes, and what HTTP adds to them. Empty where there is nothing. */
export function methodsAt(mounted: readonly MountedRoute[], path: string): string[] {
  const matching = mounted.filter(({ route }) => patternOf(route.path).test(path));
  if (matching.length === 0) return [];
  const methods = new Set(matching.map(({ route }) => route.method.toUpperCase())).add('OPTIONS');
  return [...(methods.has('GET') ? methods.add('HEAD') : methods)].toSorted();
}

function patternOf(path: string): RegExp {
  const literal = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

// The tilde sorts after every character of a literal segment.
function shapeOf(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '~');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function assertDistinct(mounted: readonly MountedRoute[], keyOf: (mounted: MountedRoute) => string): void {
  const owners = new Map<string, string>();
  for (const each of mounted) {
    const key = keyOf(each);
    const other = owners.get(key);
    if (other !== undefined) throw new Error(`${each.owner} and ${other} both declare the route ${key}: rename one of them`);
    owners.set(key, each.owner);
  }
}
