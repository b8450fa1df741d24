import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { OWN_FRONT_ENDS } from '#shared-kernel/access-tokens/access-token.ts';
import { accessTokenReader } from '#shared-kernel/access-tokens/access-token-reader.ts';
import { InvalidToken } from '#shared-kernel/access-tokens/refusals.ts';
import { ACCESS_TOKEN, ALGORITHM, type KeyOf } from '#shared-kernel/access-tokens/verify-jwt.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { AccessTokens, TokenSubject } from '../ports/access-tokens.ts';
import type { KeyRing } from '../ports/key-ring.ts';

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
  const read = accessTokenReader(keyOf, { issuer, audience });
  return {
    async issue(subject) {
      const { kid, key } = await keyRing.signingKey();
      const now = clock.now();
      const token = await new SignJWT(claimsOf(subject))
        .setProtectedHeader({ alg: ALGORITHM, typ: ACCESS_TOKEN.type, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject.id)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(secondsAfter(now, ttlSeconds))
        .sign(key);
      return { token, expiresInSeconds: ttlSeconds };
    },
    read: (token) => read(token, clock.now()),
  };
}

function claimsOf(subject: TokenSubject) {
  const common = { scope: subject.scopes.join(' '), ver: subject.version };
  if (subject.kind === 'client') return { ...common, client_id: subject.id };
  return { ...common, client_id: OWN_FRONT_ENDS, sid: subject.sessionId, roles: [...subject.roles] };
}
