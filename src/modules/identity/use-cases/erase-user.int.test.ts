import { describe, expect, it } from 'vitest';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, commit, refresh, register, signIn, useCases } = identityUnderTest();

const erase = (id: string) => commit((tx) => useCases.eraseUser(tx, id));

describe('erasing an account', () => {
  it('leaves nothing of it', async () => {
    const { id, email } = await register();
    const session = await signIn(email);
    await expect(erase(id)).resolves.toEqual({ version: 1, sessions: 1 });
    await expect(refresh(session.refreshToken)).resolves.toEqual({ kind: 'refused', because: 'unknown' });
    await expect(signIn(email)).rejects.toMatchObject({ code: 'identity.invalid_credentials' });
    const [left] = await admin.sql`
      select (select count(*) from identity.users) as users, (select count(*) from identity.credentials) as credentials,
        (select count(*) from identity.sessions) as sessions, (select count(*) from identity.refresh_tokens) as tokens`;
    expect(left).toEqual({ users: 0, credentials: 0, sessions: 0, tokens: 0 });
  });

  it('frees the address', async () => {
    const { id } = await register({ email: 'again@example.com' });
    await erase(id);
    await expect(register({ email: 'again@example.com' })).resolves.toMatchObject({ version: 1 });
  });

  it('happens once of two that come at once, and is refused after', async () => {
    const { id } = await register();
    const outcomes = await Promise.allSettled([erase(id), erase(id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(erase(id)).rejects.toMatchObject({ code: 'identity.user_not_found' });
  });

  it('is refused for an admin', async () => {
    const boss = await register({ roles: ['admin'] });
    await expect(erase(boss.id)).rejects.toMatchObject({ code: 'identity.admin_not_erasable' });
  });
});
