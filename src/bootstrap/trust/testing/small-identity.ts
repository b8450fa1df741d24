import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { FixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import type { FetchFromIdentity, IdentityAnswer, IdentityRequest } from '../remote-tokens/remote-identity.ts';

interface Revocation {
  readonly id: string;
  readonly belowVersion: number;
  readonly recordedAt: string;
}

/** What of identity others see over HTTP, in memory, with faults on demand. */
export class SmallIdentity {
  readonly clock: FixedClock;
  /** Where it is `down`, nobody answers; `broken`, it answers 500. */
  state: 'up' | 'down' | 'broken' = 'up';
  /** The paths that were asked for. */
  asked: string[] = [];
  revocations: Revocation[] = [];
  readonly apiKeys = new Map<string, object>();
  #keys: { readonly kid: string; readonly privateKey: CryptoKey; readonly jwk: JWK }[] = [];

  constructor(clock: FixedClock) {
    this.clock = clock;
  }

  /** From now on another key signs, and those of before are published as well. */
  async rotate(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const kid = randomUUID();
    this.#keys.unshift({ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } });
  }

  /** An access token of a user, for fifteen minutes. */
  async tokenFor(sub: string, kid?: string): Promise<string> {
    const [signing] = this.#keys;
    if (!signing) throw new Error('nothing signs yet');
    const now = this.clock.now();
    const claims = { client_id: 'tessera', sid: randomUUID(), roles: ['customer'], scope: 'orders:read', ver: 1 };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: kid ?? signing.kid })
      .setIssuer('https://shop.example')
      .setAudience('tessera')
      .setSubject(sub)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now.getTime() / 1000 + 900)
      .sign(signing.privateKey);
  }

  revoke(id: string): void {
    this.revocations.push({ id, belowVersion: 99, recordedAt: this.clock.now().toISOString() });
  }

  readonly fetch: FetchFromIdentity = async (path, request) => {
    this.asked.push(path);
    if (this.state === 'down') throw new Error('nobody answers');
    if (this.state === 'broken') return answer(500, undefined);
    if (path.startsWith('/.well-known/jwks.json')) return answer(200, { keys: this.#keys.map(({ jwk }) => jwk) });
    if (path.startsWith('/oauth/introspect')) return answer(200, this.#introspect(request));
    return this.#listRevocations(new URL(path, 'http://identity').searchParams, request);
  };

  #introspect({ body }: IdentityRequest): object {
    return this.apiKeys.get(new URLSearchParams(body).get('token') ?? '') ?? { active: false };
  }

  /** Two on a page, so that there is more than one. */
  #listRevocations(query: URLSearchParams, { headers }: IdentityRequest): IdentityAnswer {
    const since = query.get('since') ?? '';
    const first = Number(query.get('cursor') ?? 0);
    const found = this.revocations.filter(({ recordedAt }) => recordedAt > since);
    const data = found.slice(first, first + 2);
    const etag = `"${data.map(({ id }) => id).join('.')}"`;
    if (headers['if-none-match'] === etag) return answer(304, undefined, etag);
    const more = found.length > first + 2 ? { nextCursor: String(first + 2) } : {};
    return answer(200, { data, hasMore: found.length > first + 2, ...more }, etag);
  }
}

function answer(status: number, body: unknown, etag?: string): IdentityAnswer {
  return {
    status,
    headers: { get: (name) => (name === 'etag' ? (etag ?? null) : null) },
    text: async () => (body === undefined ? '' : JSON.stringify(body)),
  };
}
