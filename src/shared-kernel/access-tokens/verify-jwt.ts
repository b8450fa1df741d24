import type { KeyObject } from 'node:crypto';
import { type CryptoKey, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import { ExpiredToken, InvalidToken } from './refusals.ts';

/** What tokens of ours are signed with. */
export const ALGORITHM = 'ES256';

/** What tokens of one kind have in common. */
export interface JwtKind {
  /** The `typ` of the header: no kind is taken for another. */
  readonly type: string;
  readonly requiredClaims: readonly string[];
  /** Whatever `exp` says, no token of the kind is good for longer. */
  readonly longestLifeSeconds: number;
}

/** Access tokens, as RFC 9068 wants them. */
export const ACCESS_TOKEN: JwtKind = {
  type: 'at+jwt',
  requiredClaims: ['sub', 'iat', 'exp', 'jti', 'client_id'],
  longestLifeSeconds: 86_400,
};

/** What a token must say besides being signed. */
export interface JwtChecks {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
  /** {@link ACCESS_TOKEN} where it is left out. */
  readonly kind?: JwtKind;
}

/** Finds the key that a token names. It is ours or none: what a token brings along (`jwk`, `jku`, `x5u`) is never looked at. */
export type KeyOf = (header: JWTHeaderParameters) => Promise<CryptoKey | KeyObject>;

/** How far the clocks of two machines may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * The claims of a token that was signed with one of our keys, for us, and is good now (RFC 9068, section 4; the
 * dangers are those of RFC 8725). None is good that was issued in the future. Rejects with {@link InvalidToken} or
 * {@link ExpiredToken}.
 */
export async function verifyJwt(token: string, keyOf: KeyOf, checks: JwtChecks): Promise<JWTPayload> {
  const { issuer, audience, now, kind = ACCESS_TOKEN } = checks;
  if (!isCanonical(token)) throw new InvalidToken();
  const options = {
    issuer,
    audience,
    algorithms: [ALGORITHM],
    typ: kind.type,
    currentDate: now,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    maxTokenAge: kind.longestLifeSeconds,
    requiredClaims: [...kind.requiredClaims],
  };
  const { payload } = await jwtVerify(token, keyOf, options).catch(refuse);
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
