import { exportJWK, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { resealKeysVerb } from '../admin-verbs/reseal-keys.ts';
import { KEY_RING, TOKENS, USE_CASES } from '../container.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { ADA } from '../testing/token-subjects.ts';

const { admin, commit, database, process } = identityUnderTest();
const under = (...ids: string[]) => process({ keyEncryptionKeys: ids.map(keyNamed).join(',') });
const nothing = () => undefined;

function keyNamed(id: string): string {
  return `${id}:${Buffer.alloc(32, id).toString('base64')}`;
}

function kept() {
  return admin.sql<{ kid: string; clear: unknown; sealed: string }>`
    select kid, private_jwk as clear, sealed_private_jwk as sealed from identity.signing_keys order by kid`;
}

beforeEach(async () => {
  await admin.sql`delete from identity.signing_keys`;
  await commit(under('old').resolve(USE_CASES).makeFirstKeys);
});

describe('the private halves of signing keys', () => {
  it('are of no use to a thief of the database', async () => {
    for (const { clear, sealed } of await kept()) {
      expect(clear).toBeNull();
      expect(sealed).toMatch(/^v1\.old\./);
    }
    await expect(under('another').resolve(KEY_RING).signingKey()).rejects.toThrow('old, which is not on the list');
  });

  it('move to the newest key, after which the older one can go and every token is still good', async () => {
    const before = await under('old').resolve(TOKENS).issue(ADA);
    const rotating = under('new', 'old');
    await expect(rotating.resolve(TOKENS).verify(before.token)).resolves.toMatchObject({ id: ADA.id });
    const verb = resealKeysVerb(database, rotating.resolve(USE_CASES).resealKeys);
    await expect(verb.run({}, nothing)).resolves.toEqual({ resealed: 2 });
    await expect(verb.run({}, nothing)).resolves.toEqual({ resealed: 0 });
    const after = under('new').resolve(TOKENS);
    await expect(after.verify(before.token)).resolves.toMatchObject({ id: ADA.id });
    await expect(after.verify((await after.issue(ADA)).token)).resolves.toMatchObject({ id: ADA.id });
  });

  it('cannot move where the key that they are under is missing, and stay as they are', async () => {
    const before = await kept();
    await expect(commit(under('new').resolve(USE_CASES).resealKeys)).rejects.toThrow('not on the list');
    await expect(kept()).resolves.toEqual(before);
  });

  it('keep a process from starting that could not sign with them', async () => {
    await expect(commit(under('another').resolve(USE_CASES).makeFirstKeys)).rejects.toMatchObject({
      code: 'identity.wrong_key_encryption_keys',
      detail: expect.stringMatching(/^the signing key .* not in TESSERA_KEY_ENCRYPTION_KEYS\. Put that key back/),
    });
    await expect(commit(under('another', 'old').resolve(USE_CASES).makeFirstKeys)).resolves.toBeUndefined();
  });

  it('are sealed at the next start where they are from before that was done', async () => {
    const [key] = await kept();
    const privateJwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
    await admin.sql`
      update identity.signing_keys set private_jwk = ${privateJwk}, sealed_private_jwk = null where kid = ${key?.kid ?? ''}`;
    await commit(under('old').resolve(USE_CASES).makeFirstKeys);
    for (const { clear, sealed } of await kept()) expect([clear, sealed]).toEqual([null, expect.stringMatching(/^v1\.old\./)]);
  });
});
