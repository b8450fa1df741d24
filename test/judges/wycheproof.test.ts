import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, errors, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyJwt } from '../../src/modules/identity/adapters/verify-jwt.ts';
import { InvalidToken } from '../../src/modules/identity/domain/errors.ts';

/** The folder `testvectors_v1` of a copy of github.com/C2SP/wycheproof: no package registry has it. */
const directory = process.env.WYCHEPROOF_DIR;

describe.skipIf(directory === undefined)("Wycheproof's vectors (run where WYCHEPROOF_DIR says where they are)", () => {
  it('are judged by our token check as they should be, every signature of them', async () => {
    const { wrong, taken } = await judged('json_web_signature_test.json');
    expect(wrong).toEqual([]);
    // That the two good ones of our algorithm are taken shows that the others are not refused for another reason.
    expect(taken).toBe(2);
  });

  it('are judged by our token check as they should be, every key of them', async () => {
    expect(await judged('json_web_key_test.json')).toEqual({ wrong: [], taken: 0 });
  });
});

const Key = z.looseObject({ alg: z.string().exactOptional(), crv: z.string().exactOptional() });
const Vectors = z.object({
  testGroups: z.array(
    z.object({
      comment: z.string(),
      public: Key.optional(),
      private: Key.optional(),
      tests: z.array(z.object({ tcId: z.int(), jws: z.string(), result: z.enum(['valid', 'invalid']) })),
    }),
  ),
});

/** The verifier is given keys that the key ring made for signing, so it need not ask what a key is for. */
const OF_KEYS_WE_NEVER_HOLD = 'ec_key_for_encryption';

async function judged(file: string) {
  const vectors = vectorsIn(readFileSync(join(directory ?? '', file), 'utf8'));
  const taken = new Set<string>();
  for (const { name, jws, key } of vectors) if (await takesSignature(jws, key)) taken.add(name);
  const wrong = vectors.filter(({ name, isGood }) => taken.has(name) !== isGood).map(({ name }) => name);
  return { wrong, taken: taken.size };
}

function vectorsIn(text: string) {
  const groups = Vectors.parse(JSON.parse(text)).testGroups.filter(({ comment }) => comment !== OF_KEYS_WE_NEVER_HOLD);
  return groups.flatMap(({ comment, public: shown, private: hidden, tests }) => {
    const key = shown ?? hidden ?? {};
    const isOurKind = key.alg === 'ES256' && key.crv === 'P-256';
    return tests.map(({ tcId, jws, result }) => {
      return { name: `${tcId} of ${comment}, ${result}`, jws, key, isGood: isOurKind && result === 'valid' };
    });
  });
}

/** Whether the signature is taken for good. What the vectors say is never a token of ours, which is found out only after that. */
async function takesSignature(jws: string, key: JWK): Promise<boolean> {
  const checks = { issuer: 'tessera', audience: 'tessera', now: new Date() };
  try {
    await verifyJwt(jws, () => keyFrom(key), checks);
    return true;
  } catch (error) {
    const cause = error instanceof InvalidToken ? error.cause : undefined;
    return cause instanceof errors.JWTInvalid || cause instanceof errors.JWTClaimValidationFailed;
  }
}

/** As the key ring imports what it holds. */
async function keyFrom(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new InvalidToken();
  return key;
}
