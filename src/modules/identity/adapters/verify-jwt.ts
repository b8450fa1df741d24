import { type CryptoKey, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { ExpiredToken, InvalidToken } from '../domain/errors.ts';

export const ALGORITHM = 'ES256';
export const TOKEN_TYPE = 'at+jwt';

/** What a token must say besides being signed. */
export interface JwtChecks {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
}

/** Finds the key that a token names. It is ours or none: what a token brings along (`jwk`, `jku`, `x5u`) is never looked at. */
export type KeyOf = (header: JWTHeaderParameters) => Promise<CryptoKey>;

/** Whatever `exp` says, no token is good for longer; and none is good that was issued in the future. */
const LONGEST_LIFE_SECONDS = 86_400;

/** How far the clocks of two machines may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * The claims of a token that was signed with one of our keys, for us, and is good now (RFC 9068, section 4; the
 * dangers are those of RFC 8725). Rejects with {@link InvalidToken} or {@link ExpiredToken}.
 */
export async function verifyJwt(token: string, keyOf: KeyOf, { issuer, audience, now }: JwtChecks): Promise<JWTPayload> {
  if (!isCanonical(token)) throw new InvalidToken();
  const checks = {
    issuer,
    audience,
    algorithms: [ALGORITHM],
    typ: TOKEN_TYPE,
    currentDate: now,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    maxTokenAge: LONGEST_LIFE_SECONDS,
    requiredClaims: ['sub', 'iat', 'exp', 'jti', 'client_id'],
  };
  const { payload } = await jwtVerify(token, keyOf, checks).catch(refuse);
  return payload;
}

// jose forgives padding, white space and stray bits (RFC 7515, section 2 does not): one token could be written in many ways.
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw new ExpiredToken(error);
  if (error instanceof errors.JOSEError) throw new InvalidToken(error);
  throw error;
}
