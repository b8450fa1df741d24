import { beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { rotateKeysVerb } from '../admin-verbs/rotate-keys.ts';
import { KEY_RING, TOKENS, USE_CASES } from '../container.ts';
import { SYSTEM } from '../domain/security-act.ts';
import { rotateSigningKeysSchedule } from '../schedules/rotate-signing-keys.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { ADA } from '../testing/token-subjects.ts';

const { admin, clock, commit, database, keyRing, process, tokens, useCases } = identityUnderTest();

const rotate = () => commit((tx) => useCases.rotateKeys(tx, { afterSeconds: 0, by: SYSTEM }));

async function states(): Promise<readonly string[]> {
  const rows = await admin.sql<{ state: string }>`select state from identity.signing_keys order by state`;
  return rows.map(({ state }) => state);
}

beforeEach(async () => {
  await admin.sql`delete from identity.signing_keys`;
});

describe('the first keys', () => {
  it('are made once by two processes that start at the same time', async () => {
    const [one, other] = [process(), process()];
    await Promise.all([one, other].map((parts) => commit(parts.resolve(USE_CASES).makeFirstKeys)));
    await expect(states()).resolves.toEqual(['active', 'next']);
    const { token } = await one.resolve(TOKENS).issue(ADA);
    await expect(other.resolve(TOKENS).verify(token)).resolves.toMatchObject({ id: ADA.id });
  });

  it('are left alone by a later start', async () => {
    await commit(useCases.makeFirstKeys);
    const before = await admin.sql`select kid, state from identity.signing_keys order by kid`;
    await commit(useCases.makeFirstKeys);
    await expect(admin.sql`select kid, state from identity.signing_keys order by kid`).resolves.toEqual(before);
  });
});

describe('rotating the signing keys', () => {
  beforeEach(async () => {
    await commit(useCases.makeFirstKeys);
    await keyRing.reload();
  });

  it('fails no verification, not in a process that has not noticed it', async () => {
    const unaware = process().resolve(TOKENS);
    const before = await tokens.issue(ADA);
    await expect(unaware.verify(before.token)).resolves.toMatchObject({ id: ADA.id });
    const signedBy = (await keyRing.signingKey()).kid;
    clock.advance({ minutes: 16 });
    await keyRing.reload();
    await unaware.verify((await tokens.issue(ADA)).token);
    await expect(rotate()).resolves.toEqual({ rotated: true, removed: 0 });
    await keyRing.reload();
    expect((await keyRing.signingKey()).kid).not.toBe(signedBy);
    const after = await tokens.issue(ADA);
    const late = await unaware.issue(ADA);
    for (const verifier of [tokens, unaware]) {
      for (const { token } of [after, late]) await expect(verifier.verify(token)).resolves.toMatchObject({ id: ADA.id });
    }
  });

  it('is published before it is needed: the key that signs next was there already', async () => {
    const published = (await keyRing.published()).map(({ kid }) => kid);
    clock.advance({ days: 1 });
    await rotate();
    await keyRing.reload();
    expect(published).toContain((await keyRing.signingKey()).kid);
  });

  it('leaves no private half of a key that signs no more, and forgets it when its last token has expired', async () => {
    clock.advance({ days: 1 });
    await rotate();
    await expect(states()).resolves.toEqual(['active', 'next', 'retiring']);
    const [{ left } = { left: -1 }] = await admin.sql<{ left: number }>`
      select count(coalesce(private_jwk::text, sealed_private_jwk)) as left from identity.signing_keys where state = 'retiring'`;
    expect(left).toBe(0);
    clock.advance({ days: 3 });
    await expect(commit((tx) => useCases.rotateKeys(tx, { afterSeconds: 30 * 86_400, by: SYSTEM }))).resolves.toEqual({
      rotated: false,
      removed: 1,
    });
  });

  it('happens once of two that come at once', async () => {
    clock.advance({ days: 1 });
    const outcomes = await Promise.allSettled([rotate(), rotate()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'identity.next_key_too_new' } });
    await expect(states()).resolves.toEqual(['active', 'next', 'retiring']);
  });

  it('is refused to an admin while verifiers may not know the next key', async () => {
    const verb = rotateKeysVerb(database, useCases.rotateKeys);
    await expect(verb.run({}, () => undefined)).rejects.toMatchObject({ code: 'identity.next_key_too_new' });
    clock.advance({ minutes: 15 });
    await expect(verb.run({}, () => undefined)).resolves.toEqual({ rotated: true, removed: 0 });
  });

  it('is done by the schedule when the time has come, and not before', async () => {
    const ring = process().resolve(KEY_RING);
    const { rotateKeys } = useCases;
    const afterSeconds = 30 * 86_400;
    const schedule = rotateSigningKeysSchedule({ database, log: silentLog, keyRing: ring, rotateKeys, afterSeconds });
    const first = (await ring.signingKey()).kid;
    clock.advance({ days: 29 });
    await schedule.run({ correlationId: 'test' });
    expect((await ring.signingKey()).kid).toBe(first);
    clock.advance({ days: 1 });
    await schedule.run({ correlationId: 'test' });
    expect((await ring.signingKey()).kid).not.toBe(first);
  });

  it('cannot leave two keys that sign, whoever writes to the table', async () => {
    await expect(
      admin.sql`insert into identity.signing_keys (kid, state, public_jwk, private_jwk, created_at, activated_at)
        values ('second', 'active', '{}', '{}', now(), now())`,
    ).rejects.toThrow('signing_keys_one_next_and_active');
  });
});
