import { z } from 'zod';
import type { Principal, Scope } from '../tokens.ts';
import { InvalidToken } from './refusals.ts';
import { type JwtChecks, type KeyOf, verifyJwt } from './verify-jwt.ts';

/** What an access token says, once its signature, its times and its audience were checked. */
export interface AccessToken {
  readonly id: string;
  readonly principal: Extract<Principal, { kind: 'user' | 'client' }>;
  /** Of the user or client when it was issued: a change that takes rights away ends the tokens of earlier versions. */
  readonly version: number;
  /** Of a user. */
  readonly sessionId: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What people sign in with. A token whose client is its subject is that of a program (RFC 9068, section 2.2). */
export const OWN_FRONT_ENDS = 'tessera';

/** Reads a token that {@link KeyOf} has the key of. Rejects with an `unauthenticated` AppError. Does not know what was revoked. */
export async function readAccessToken(token: string, keyOf: KeyOf, checks: JwtChecks): Promise<AccessToken> {
  const parsed = Claims.safeParse(await verifyJwt(token, keyOf, checks));
  if (!parsed.success) throw new InvalidToken(parsed.error);
  const claims = parsed.data;
  const { jti: id, sub, ver: version } = claims;
  const scopes = scopesIn(claims.scope);
  const life = { issuedAt: new Date(claims.iat * 1000), expiresAt: new Date(claims.exp * 1000) };
  if (!('sid' in claims)) return { id, version, sessionId: undefined, principal: { kind: 'client', id: sub, scopes }, ...life };
  return { id, version, sessionId: claims.sid, principal: { kind: 'user', id: sub, roles: claims.roles, scopes }, ...life };
}

/** The scopes in a list with spaces (RFC 6749, section 3.3), as far as they are scopes of ours. */
export function scopesIn(text: string): readonly Scope[] {
  return text.split(' ').filter(isScope);
}

const common = {
  sub: z.uuid(),
  jti: z.uuid(),
  iat: z.number(),
  exp: z.number(),
  scope: z.string(),
  ver: z.int().positive(),
};
const UserClaims = z.object({
  ...common,
  client_id: z.literal(OWN_FRONT_ENDS),
  sid: z.uuid(),
  roles: z.array(z.enum(['customer', 'staff', 'admin'])),
});
const ClientClaims = z
  .object({ ...common, client_id: z.uuid() })
  .refine((claims) => claims.client_id === claims.sub, 'a program has tokens for itself only');
const Claims = z.union([UserClaims, ClientClaims]);

function isScope(text: string): text is Scope {
  return /^[a-z]+:(read|write)$/.test(text);
}
