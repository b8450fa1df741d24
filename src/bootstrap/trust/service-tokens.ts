import { randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { ALGORITHM, type JwtKind, type KeyOf, verifyJwt } from '#shared-kernel/access-tokens/verify-jwt.ts';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import { isIssuedUnder, type TlsCredentials } from './certificates/tls-credentials.ts';
import type { Peer } from './peer.ts';
import { ServiceRefused } from './service-refused.ts';

/** `forward` is for what callers of the shop ask for; `tokens:read` is for what a process must know to check their credentials. */
export const SERVICE_SCOPES = ['forward', 'tokens:read'] as const;
export type ServiceScope = (typeof SERVICE_SCOPES)[number];

const LIFE_SECONDS = 60;

/** Renewed so long before its end, so that no request is under way with one that ends. */
const RENEW_SECONDS = 20;

const SERVICE_TOKEN: JwtKind = {
  type: 'service+jwt',
  requiredClaims: ['iss', 'sub', 'aud', 'iat', 'exp', 'jti', 'scope', 'cnf'],
  longestLifeSeconds: LIFE_SECONDS,
};

interface Signed {
  readonly token: Promise<string>;
  readonly renewAt: Date;
}

/** Signs tokens of this process with the key of its certificate, and uses each until shortly before its end. */
export class ServiceTokens {
  readonly #credentials: TlsCredentials;
  readonly #clock: Clock;
  readonly #signed = new Map<string, Signed>();

  constructor(credentials: TlsCredentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** For calls to the process of that name, for that and nothing else. */
  tokenFor(audience: string, scope: ServiceScope): Promise<string> {
    const now = this.#clock.now();
    const place = `${audience} ${scope}`;
    const known = this.#signed.get(place);
    if (known !== undefined && now < known.renewAt) return known.token;
    const token = this.#sign(audience, scope, now);
    this.#signed.set(place, { token, renewAt: secondsAfter(now, LIFE_SECONDS - RENEW_SECONDS) });
    return token;
  }

  #sign(audience: string, scope: ServiceScope, now: Date): Promise<string> {
    const { name, key, thumbprint, certificate, between } = this.#credentials;
    const x5c = [certificate, ...between].map(({ raw }) => raw.toString('base64'));
    return new SignJWT({ scope, cnf: { 'x5t#S256': thumbprint } })
      .setProtectedHeader({ alg: ALGORITHM, typ: SERVICE_TOKEN.type, kid: thumbprint, x5c })
      .setIssuer(name)
      .setSubject(name)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(secondsAfter(now, LIFE_SECONDS))
      .sign(key);
  }
}

export interface VerifiedServiceToken {
  readonly scope: ServiceScope;
  readonly expiresAt: Date;
}

export interface ServiceTokenChecks {
  /** Whose token it is. */
  readonly peer: Peer;
  /** For whom it must be, and whose CAs are believed. */
  readonly ours: Pick<TlsCredentials, 'name' | 'authorities'>;
  readonly now: Date;
}

/**
 * What a token allows that came over the connection of `peer`. The key is that of the certificate which the connection was
 * made with: a token that came any other way does not verify. The chain that it brings along shows that a CA is still
 * believed which was when the connection was made: Node does not tell a server what lies between. Rejects with
 * {@link ServiceRefused}.
 */
export async function verifyServiceToken(token: string, { peer, ours, now }: ServiceTokenChecks): Promise<VerifiedServiceToken> {
  const checks = { issuer: peer.name, audience: ours.name, now, kind: SERVICE_TOKEN };
  let x5c: unknown;
  const keyOf: KeyOf = async (header) => {
    x5c = header.x5c;
    return peer.certificate.publicKey;
  };
  const payload = await verifyJwt(token, keyOf, checks).catch((error: unknown) => {
    throw new ServiceRefused('the service token is not good for this connection and this process', error);
  });
  const claims = Claims.safeParse(payload);
  if (!claims.success || claims.data.sub !== peer.name || claims.data.cnf['x5t#S256'] !== peer.thumbprint) {
    throw new ServiceRefused('the service token is bound to another certificate, or says what no such token says');
  }
  if (!isIssuedUnder(peer.certificate, issuersIn(x5c), ours.authorities)) {
    throw new ServiceRefused('the CA of the certificate is not believed');
  }
  return { scope: claims.data.scope, expiresAt: new Date(claims.data.exp * 1000) };
}

const MOST_CERTIFICATES = 5;
const Chain = z.array(z.base64()).max(MOST_CERTIFICATES);

/** Without the first, which is that of the connection. */
function issuersIn(x5c: unknown): readonly X509Certificate[] {
  const chain = Chain.safeParse(x5c);
  try {
    return (chain.data ?? []).slice(1).map((der) => new X509Certificate(Buffer.from(der, 'base64')));
  } catch (error) {
    throw new ServiceRefused('the service token brings along what is no certificate', error);
  }
}

const Claims = z.object({
  sub: z.string(),
  scope: z.enum(SERVICE_SCOPES),
  exp: z.number(),
  cnf: z.object({ 'x5t#S256': z.string() }),
});
