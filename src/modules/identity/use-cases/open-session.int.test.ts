import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { argon2Passwords } from '../adapters/argon2-passwords.ts';
import { InvalidCredentials } from '../domain/errors.ts';
import { identityUnderTest, PASSWORD } from '../testing/identity-under-test.ts';

const { admin, checked, commit, open, register, signIn, tokens, useCases } = identityUnderTest();

describe('signing in', () => {
  it('opens a session whose access token tells who the user is', async () => {
    const user = await register({ email: 'ada@example.com', roles: ['staff'] });
    const session = await signIn('ada@example.com');
    const { accessToken, expiresInSeconds, scopes } = await issued(session);
    expect(expiresInSeconds).toBe(900);
    expect(scopes).toContain('catalog:write');
    await expect(tokens.verify(accessToken)).resolves.toMatchObject({ id: user.id, roles: ['customer', 'staff'] });
  });

  it('refuses a wrong password and an unknown address in the same words', async () => {
    await register({ email: 'grace@example.com' });
    const wrong = await checked('grace@example.com', 'not the password').catch((error: unknown) => error);
    const unknown = await checked('nobody@example.com').catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(InvalidCredentials);
    expect(unknown).toEqual(wrong);
  });

  it('keeps nothing that a thief of the database could use', async () => {
    await register({ email: 'thief@example.com' });
    const { refreshToken } = await signIn('thief@example.com');
    const rows = await admin.sql<{ row: string }>`select to_jsonb(t)::text as row from identity.refresh_tokens t`;
    expect(rows.some(({ row }) => row.includes(refreshToken))).toBe(false);
  });

  it('hashes the password anew when the parameters have changed since', async () => {
    const user = await register({ email: 'old@example.com' });
    const outdated = await argon2Passwords({ memoryKib: 1_024, passes: 1, lanes: 1 }).hash(PASSWORD);
    await admin.sql`update identity.credentials set password_hash = ${outdated} where user_id = ${user.id}`;
    await signIn('old@example.com');
    const [row] = await admin.sql<{
      hash: string;
    }>`select password_hash as hash from identity.credentials where user_id = ${user.id}`;
    expect(row?.hash).toContain('m=19456,t=2,p=1');
    await expect(signIn('old@example.com')).resolves.toMatchObject({ user: { id: user.id } });
  });

  it('is refused when the password changes between the check and the session', async () => {
    const user = await register({ email: 'race@example.com' });
    const credential = await checked('race@example.com');
    const password = await useCases.preparePasswordChange(
      { ...credential, email: user.email },
      { currentPassword: PASSWORD, password: 'a better password' },
    );
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const changing = commit(async (tx) => {
      await useCases.changeProfile(tx, { userId: user.id, password });
      await released;
    });
    await eventually(changeIsUnderWay, { is: true });
    const opening = open(user.email, credential);
    await eventually(somebodyWaits, { is: true });
    release();
    await changing;
    await expect(opening).resolves.toBeUndefined();
  });

  it('is refused when the account is erased between the check and the session', async () => {
    const user = await register({ email: 'gone@example.com' });
    const credential = await checked('gone@example.com');
    await commit((tx) => useCases.eraseUser(tx, user.id));
    await expect(open(user.email, credential)).resolves.toBeUndefined();
  });
});

async function issued(session: Awaited<ReturnType<typeof signIn>>) {
  await commit(useCases.makeFirstKeys);
  return useCases.issueTokens(session);
}

async function changeIsUnderWay(): Promise<boolean> {
  const rows = await admin.sql`
    select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'test:identity' and state = 'idle in transaction'`;
  return rows.length > 0;
}

async function somebodyWaits(): Promise<boolean> {
  const rows = await admin.sql`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length > 0;
}
