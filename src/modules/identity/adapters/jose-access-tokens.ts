import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { InvalidToken } from '../domain/errors.ts';
import { ROLES } from '../domain/roles.ts';
import type { AccessToken, AccessTokens, TokenSubject } from '../ports/access-tokens.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import { ALGORITHM, type KeyOf, TOKEN_TYPE, verifyJwt } from './verify-jwt.ts';

export interface JoseAccessTokensOptions {
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly issuer: string;
  readonly audience: string;
  readonly ttlSeconds: number;
}

/** JWTs of the type that RFC 9068 gave to access tokens: issued here, verified by whoever has the key set. */
export function joseAccessTokens({ keyRing, clock, issuer, audience, ttlSeconds }: JoseAccessTokensOptions): AccessTokens {
  const keyOf: KeyOf = async ({ kid }) => {
    const key = kid === undefined ? undefined : await keyRing.verificationKey(kid);
    if (!key) throw new InvalidToken();
    return key;
  };
  return {
    async issue(subject) {
      const { kid, key } = await keyRing.signingKey();
      const now = clock.now();
      const token = await new SignJWT(claimsOf(subject))
        .setProtectedHeader({ alg: ALGORITHM, typ: TOKEN_TYPE, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject.id)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(secondsAfter(now, ttlSeconds))
        .sign(key);
      return { token, expiresInSeconds: ttlSeconds };
    },
    async read(token) {
      return tokenOf(await verifyJwt(token, keyOf, { issuer, audience, now: clock.now() }));
    },
  };
}

/** What people sign in with. A token whose client is its subject is that of a program (RFC 9068, section 2.2). */
const OWN_FRONT_ENDS = 'tessera';

function claimsOf(subject: TokenSubject) {
  const common = { scope: subject.scopes.join(' '), ver: subject.version };
  if (subject.kind === 'client') return { ...common, client_id: subject.id };
  return { ...common, client_id: OWN_FRONT_ENDS, sid: subject.sessionId, roles: [...subject.roles] };
}

const common = { sub: z.uuid(), jti: z.uuid(), scope: z.string(), ver: z.int().positive() };
const UserClaims = z.object({ ...common, client_id: z.literal(OWN_FRONT_ENDS), sid: z.uuid(), roles: z.array(z.enum(ROLES)) });
const ClientClaims = z
  .object({ ...common, client_id: z.uuid() })
  .refine((claims) => claims.client_id === claims.sub, 'a program has tokens for itself only');
const Claims = z.union([UserClaims, ClientClaims]);

function tokenOf(payload: unknown): AccessToken {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) throw new InvalidToken(parsed.error);
  const claims = parsed.data;
  const scopes = claims.scope.split(' ').filter(isScope);
  const { jti, sub, ver: version } = claims;
  if (!('sid' in claims)) return { id: jti, version, sessionId: undefined, principal: { kind: 'client', id: sub, scopes } };
  return { id: jti, version, sessionId: claims.sid, principal: { kind: 'user', id: sub, roles: claims.roles, scopes } };
}

function isScope(text: string): text is Scope {
  return /^[a-z]+:(read|write)$/.test(text);
}
