import { type AccessToken, readAccessToken } from './access-token.ts';
import { ACCESS_TOKEN, type JwtChecks, type KeyOf } from './verify-jwt.ts';

/** Reads a token as {@link readAccessToken} does. */
export type ReadAccessToken = (token: string, now: Date) => Promise<AccessToken>;

type Header = Parameters<KeyOf>[0];
type Key = Awaited<ReturnType<KeyOf>>;

interface Verified {
  readonly token: AccessToken;
  readonly header: Header;
  readonly key: Key;
  readonly at: Date;
}

/** Who must have issued a token and for whom, and how many that were good are remembered. */
export interface ReaderChecks extends Pick<JwtChecks, 'issuer' | 'audience'> {
  /** How many tokens are remembered, each of a kilobyte or two. Default 2,000. */
  readonly most?: number;
}

/**
 * Remembers the tokens that were good: whoever has signed in sends the same one with each request, and the arithmetic of a
 * signature comes out the same each time. What can change is looked at each time, its times and whether its key is still one of ours.
 */
export function accessTokenReader(keyOf: KeyOf, { most = 2_000, ...checks }: ReaderChecks): ReadAccessToken {
  const remembered = new Map<string, Verified>();
  return async (text, now) => {
    const known = remembered.get(text);
    if (known !== undefined && isInTime(known, now) && (await keyOf(known.header)) === known.key) return known.token;
    remembered.delete(text);
    const verified = await verify(text, now);
    const [oldest] = remembered.size >= most ? remembered.keys() : [];
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(text, verified);
    return verified.token;
  };

  async function verify(text: string, now: Date): Promise<Verified> {
    const used = Promise.withResolvers<{ readonly header: Header; readonly key: Key }>();
    const keyInUse: KeyOf = async (header) => {
      const key = await keyOf(header);
      used.resolve({ header, key });
      return key;
    };
    const token = await readAccessToken(text, keyInUse, { ...checks, now });
    return { token, ...(await used.promise), at: now };
  }
}

/** Strictly: what is about to expire, or has, is read anew and refused as it should be. */
function isInTime({ token, at }: Verified, now: Date): boolean {
  const oldest = token.issuedAt.getTime() + ACCESS_TOKEN.longestLifeSeconds * 1000;
  return now >= at && now < token.expiresAt && now.getTime() < oldest;
}
