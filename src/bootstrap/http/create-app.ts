import { Hono } from 'hono';
import type { Database } from '#shared-kernel/database/database.ts';
import type { Route } from '#shared-kernel/http.ts';
import type { ModuleRuntime } from '#shared-kernel/module.ts';
import { type DescribedModule, NO_DATABASE } from '../describe-modules.ts';
import { answerHeaders } from './answer-headers.ts';
import { describeMessages, type MessagingModule } from './asyncapi/describe-messages.ts';
import { checkAnswers } from './check-answers.ts';
import { preflights } from './gateway/cross-origin.ts';
import type { HttpContext, HttpEnv, HttpServices } from './http-env.ts';
import { type Forward, honoPath, inRoutingOrder, type MountedRoute, methodsAt } from './mounted-route.ts';
import { oauthErrorResponse } from './oauth-error.ts';
import { describeApi } from './openapi/describe-api.ts';
import { platformRoutes, type Readiness } from './platform-routes.ts';
import { methodNotAllowed, type Occurrence, problemResponse, refusalOf } from './problem-details.ts';
import { requestScope } from './request-scope.ts';
import { serveRoute } from './serve-route.ts';
import { nothingHere } from './validate.ts';

/** A module at work, with the connections that its routes may use. */
export interface MountedModule {
  readonly module: MessagingModule;
  readonly runtime: Pick<ModuleRuntime, 'routes'>;
  readonly database: Database;
}

export interface AppOptions extends HttpServices {
  readonly modules: readonly MountedModule[];
  /** Modules at work in other processes, and the way there: their routes are served too. */
  readonly elsewhere?: { readonly modules: readonly DescribedModule[]; readonly forward: Forward };
  /** Routes of the platform's own besides those that every app has. */
  readonly administration?: Administration;
  /** Of the product, for the document. */
  readonly version: string;
  /** Answers `/ready`. */
  ready(): Promise<Readiness>;
}

/** What the platform offers to admins, on the connections of the bus. */
export interface Administration {
  readonly routes: readonly Route[];
  readonly database: Database;
}

/** The one Hono application: the routes of all modules behind one pipeline, and the platform's own. */
export function createApp(options: AppOptions): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const mounted = mountedRoutes(options);
  if (options.checkReplies) app.use(checkAnswers(options));
  const common = answerHeaders(options);
  app.use(requestScope(options, common));
  if (options.gateway.origins.length > 0) app.use(preflights(options.gateway.origins));
  for (const each of inRoutingOrder(mounted)) {
    app.on(each.route.method.toUpperCase(), honoPath(each.route.path), serveRoute(each, options, common));
  }
  app.notFound((c) => unmatched(c, mounted));
  app.onError((error, c) => refuse(c, error));
  return app;
}

function mountedRoutes(options: AppOptions): MountedRoute[] {
  const { modules, elsewhere, ready, draining, version, gateway, administration = NO_ADMINISTRATION } = options;
  const owned = modules.flatMap(({ module, runtime, database }) =>
    (runtime.routes ?? []).map((route) => ({ route, owner: module.name, database })),
  );
  const forwarded = (elsewhere?.modules ?? []).flatMap(({ name, runtime }) =>
    (runtime.routes ?? []).map((route) => ({ route, owner: name, database: NO_DATABASE, forward: elsewhere?.forward })),
  );
  const parts = [...modules, ...(elsewhere?.modules ?? [])].map(({ module }) => module);
  const document = () => describeApi({ version, parts: [...parts, PLATFORM], mounted });
  const messages = () => describeMessages({ version, modules: parts });
  const platform = platformRoutes({ ready, draining, document, messages, isOperator: gateway.operations.isOperator });
  const own = (database: Database) => (route: Route) => ({ route, owner: PLATFORM.name, database });
  const mounted = [
    ...owned,
    ...forwarded,
    ...platform.map(own(NO_DATABASE)),
    ...administration.routes.map(own(administration.database)),
  ];
  return mounted;
}

const PLATFORM = {
  name: 'platform',
  purpose: 'Whether the process lives and is ready, what its API looks like, and messages that were given up.',
};

const NO_ADMINISTRATION: Administration = { routes: [], database: NO_DATABASE };

function unmatched(c: HttpContext, mounted: readonly MountedRoute[]): Response {
  const allowed = methodsAt(mounted, c.req.path);
  if (allowed.length === 0) return problemResponse(nothingHere(), occurrenceOf(c));
  if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow: allowed.join(', ') } });
  return methodNotAllowed(allowed, occurrenceOf(c));
}

function refuse(c: HttpContext, error: Error): Response {
  const { log, route } = c.var;
  const refusal = refusalOf(error);
  if (refusal === undefined) log.error({ err: error, route: route?.path }, 'a request failed on a bug');
  else if (refusal.kind === 'unavailable') log.warn({ err: error, route: route?.path }, refusal.detail);
  return route?.refusalsAs === 'oauth' ? oauthErrorResponse(error) : problemResponse(error, occurrenceOf(c));
}

function occurrenceOf(c: HttpContext): Occurrence {
  return { path: c.req.path, requestId: c.var.trace.requestId };
}
