import { AppError } from '#shared-kernel/errors.ts';
import type { Route } from '#shared-kernel/http.ts';
import type { ClientPrincipal, Principal, Scope, TokenVerifier } from '#shared-kernel/tokens.ts';

/** What a request says about its caller. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** From `X-API-Key`. */
  readonly apiKey: string | undefined;
  /** A process of the shop that calls for itself, already known by its connection. */
  readonly service?: ClientPrincipal | undefined;
}

/** A route as far as it decides who may call it. */
export type Guarded = Pick<Route, 'access' | 'method'> & {
  /** The module that the route belongs to. */
  readonly owner: string;
};

/**
 * Who is calling, refused where the route wants more. A credential that is sent must be valid on every route
 * that looks at it, so that nobody is taken for a guest because a session ran out.
 */
export async function authenticate(
  route: Guarded,
  credentials: Credentials,
  tokens: TokenVerifier,
): Promise<Principal | undefined> {
  if (route.access === 'public') return undefined;
  const principal = credentials.service ?? (await callerIn(credentials, tokens));
  authorize(route, principal);
  return principal;
}

/** The scope without which no caller who is known may use the route: the one it names, or that of its module. */
export function scopeOf({ access, method, owner }: Guarded): Scope | undefined {
  if (access === 'public' || access === 'signed-in') return undefined;
  return access === 'optional' ? `${owner}:${method === 'get' ? 'read' : 'write'}` : access;
}

function authorize(route: Guarded, principal: Principal | undefined): void {
  // The key of a storefront is in its pages for all to read: it opens what is open to guests.
  const isGuest = principal === undefined || principal.kind === 'storefront';
  if (route.access === 'optional' && isGuest) return;
  if (principal === undefined) {
    throw unauthenticated('Sign in, and send the access token as `Authorization: Bearer …`.');
  }
  if (route.access === 'signed-in' && principal.kind !== 'user') {
    throw new AppError('forbidden', { code: 'http.users_only', detail: 'This is for people who have signed in.' });
  }
  const scope = scopeOf(route);
  if (scope !== undefined && !principal.scopes.some((held) => held === scope)) {
    throw new AppError('forbidden', { code: 'http.insufficient_scope', detail: `This needs the scope ${scope}.` });
  }
}

/** A storefront sends its own key beside the token of its user; then the token says who is calling. */
async function callerIn({ authorization, apiKey }: Credentials, tokens: TokenVerifier): Promise<Principal | undefined> {
  const byKey = apiKey === undefined ? undefined : await tokens.verify(apiKey);
  if (authorization === undefined) return byKey;
  const byToken = await tokens.verify(bearerTokenIn(authorization));
  if (byKey === undefined || byKey.kind === 'storefront') return byToken;
  throw unauthenticated('Send either `Authorization` or a secret key in `X-API-Key`, not both.');
}

function bearerTokenIn(authorization: string): string {
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The Authorization header does not read `Bearer <token>`.');
  return token;
}

function unauthenticated(detail: string): AppError {
  return new AppError('unauthenticated', { code: 'http.unauthenticated', detail });
}
