import { AppError } from '#shared-kernel/errors.ts';
import type { Access } from '#shared-kernel/http.ts';
import type { Principal, TokenVerifier } from '#shared-kernel/tokens.ts';

/**
 * Who is calling, refused where the route wants more. A token that is sent must be valid on every route
 * that looks at it, so that nobody is taken for a guest because a session ran out.
 */
export async function authenticate(
  access: Access,
  authorization: string | undefined,
  tokens: TokenVerifier,
): Promise<Principal | undefined> {
  if (access === 'public') return undefined;
  const principal = authorization === undefined ? undefined : await tokens.verify(bearerTokenIn(authorization));
  if (access === 'optional') return principal;
  if (principal === undefined) throw unauthenticated('Sign in, and send the access token as `Authorization: Bearer …`.');
  if (access !== 'signed-in' && !principal.scopes.includes(access)) {
    throw new AppError('forbidden', { code: 'http.insufficient_scope', detail: `This needs the scope ${access}.` });
  }
  return principal;
}

function bearerTokenIn(authorization: string): string {
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The Authorization header does not read `Bearer <token>`.');
  return token;
}

function unauthenticated(detail: string): AppError {
  return new AppError('unauthenticated', { code: 'http.unauthenticated', detail });
}
