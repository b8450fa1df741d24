import { randomUUID } from 'node:crypto';
import { type CryptoKey, errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Principal, Scope, TokenVerifier } from '#shared-kernel/tokens.ts';
import { ExpiredToken, InvalidToken } from '../domain/errors.ts';
import { ROLES } from '../domain/roles.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { KeyRing } from '../ports/key-ring.ts';

export interface JoseAccessTokensOptions {
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly issuer: string;
  readonly audience: string;
  readonly ttlSeconds: number;
}

const ALGORITHM = 'ES256';
const TYPE = 'at+jwt';

/** How far the clocks of two machines may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** JWTs of the type that RFC 9068 gave to access tokens: issued here, verified by whoever has the key set. */
export function joseAccessTokens(options: JoseAccessTokensOptions): AccessTokens & TokenVerifier {
  const { keyRing, clock, issuer, audience, ttlSeconds } = options;
  const checks = {
    issuer,
    audience,
    algorithms: [ALGORITHM],
    typ: TYPE,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['sub', 'iat', 'exp', 'jti'],
  };
  return {
    async issue({ userId, roles, scopes }) {
      const { kid, key } = await keyRing.signingKey();
      const now = clock.now();
      const token = await new SignJWT({ scope: scopes.join(' '), roles: [...roles] })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(secondsAfter(now, ttlSeconds))
        .sign(key);
      return { token, expiresInSeconds: ttlSeconds };
    },
    async verify(token) {
      const keyOf = (header: JWTHeaderParameters) => verificationKey(keyRing, header.kid);
      const verified = await jwtVerify(token, keyOf, { ...checks, currentDate: clock.now() }).catch(refuse);
      return principalIn(verified.payload);
    },
  };
}

async function verificationKey(keyRing: KeyRing, kid: string | undefined): Promise<CryptoKey> {
  const key = kid === undefined ? undefined : await keyRing.verificationKey(kid);
  if (!key) throw new InvalidToken();
  return key;
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new ExpiredToken(error);
  if (error instanceof errors.JOSEError) throw new InvalidToken(error);
  throw error;
}

const Claims = z.object({ sub: z.uuid(), scope: z.string(), roles: z.array(z.enum(ROLES)) });

function principalIn(payload: unknown): Principal {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw new InvalidToken(claims.error);
  const { sub, scope, roles } = claims.data;
  return { kind: 'user', id: sub, roles, scopes: scope.split(' ').filter(isScope) };
}

function isScope(text: string): text is Scope {
  return /^[a-z]+:(read|write)$/.test(text);
}
