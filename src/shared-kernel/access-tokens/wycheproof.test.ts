import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, errors, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { InvalidToken } from './refusals.ts';
import { verifyJwt } from './verify-jwt.ts';

declare module 'vitest' {
  interface ProvidedContext {
    wycheproofDirectory: string;
  }
}

/** `testvectors_v1` of a copy of github.com/C2SP/wycheproof, in WYCHEPROOF_DIR: no package registry has it. */
const directory = inject('wycheproofDirectory');

const NOT_JUDGED = "Wycheproof's own vectors are not judged: WYCHEPROOF_DIR does not say where they are.";

describe('whoever judges by vectors', () => {
  it('finds a good one of our algorithm taken, and the others refused', async () => {
    expect(await judged(await ownVectors())).toEqual({ wrong: [], taken: 1 });
  });

  it('finds out where a vector is not what it should be', async () => {
    const [good, bad] = await ownVectors();
    if (!good || !bad) throw new Error('there are two vectors at least');
    const mistaken = [
      { ...good, isGood: false },
      { ...bad, isGood: true },
    ];
    expect(await judged(mistaken)).toMatchObject({ wrong: [good.name, bad.name] });
  });
});

if (directory === '') process.stderr.write(`${NOT_JUDGED}\n`);
else {
  describe("Wycheproof's vectors are judged by our token check as they should be", () => {
    it('in every signature', async () => {
      // That the two good ones of our algorithm are taken shows that the others are not refused for another reason.
      expect(await judged(vectorsIn('json_web_signature_test.json'))).toEqual({ wrong: [], taken: 2 });
    });

    it('in every key', async () => {
      expect(await judged(vectorsIn('json_web_key_test.json'))).toEqual({ wrong: [], taken: 0 });
    });
  });
}

interface Vector {
  readonly name: string;
  readonly jws: string;
  readonly key: JWK;
  /** Whether it is to be taken. */
  readonly isGood: boolean;
}

async function judged(vectors: readonly Vector[]) {
  const taken = new Set<string>();
  for (const { name, jws, key } of vectors) if (await takesSignature(jws, key)) taken.add(name);
  const wrong = vectors.filter(({ name, isGood }) => taken.has(name) !== isGood).map(({ name }) => name);
  return { wrong, taken: taken.size };
}

async function ownVectors(): Promise<readonly Vector[]> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jws = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
  const key = await exportJWK(publicKey);
  return [
    { name: 'good', jws, key, isGood: true },
    { name: 'of another payload', jws: jws.replace(/\..*\./, '.e30K.'), key, isGood: false },
    { name: 'without a signature', jws: jws.replace(/[^.]*$/, ''), key, isGood: false },
  ];
}

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

function vectorsIn(file: string): readonly Vector[] {
  const { testGroups } = Vectors.parse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
  const groups = testGroups.filter(({ comment }) => comment !== OF_KEYS_WE_NEVER_HOLD);
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
