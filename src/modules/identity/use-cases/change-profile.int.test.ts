import { describe, expect, it } from 'vitest';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { identityUnderTest, PASSWORD } from '../testing/identity-under-test.ts';

const { checked, commit, events, refresh, register, signIn, useCases } = identityUnderTest();

const change = (input: Parameters<typeof useCases.changeProfile>[1]) => commit((tx) => useCases.changeProfile(tx, input));

describe('changing the profile', () => {
  it('saves the new name and address and tells everybody, in order', async () => {
    const { id } = await register();
    await change({ userId: id, name: 'Ada King' });
    await change({ userId: id, email: 'countess@example.com' });
    expect(events.messagesOf(UserUpdatedV1).filter(({ subject }) => subject === id)).toMatchObject([
      { sequence: 2, payload: { name: 'Ada King' } },
      { sequence: 3, payload: { name: 'Ada King', email: 'countess@example.com' } },
    ]);
  });

  it('says nothing where nothing changed', async () => {
    const { id, name } = await register();
    await expect(change({ userId: id, name })).resolves.toMatchObject({ version: 1 });
    expect(events.messagesOf(UserUpdatedV1).filter(({ subject }) => subject === id)).toEqual([]);
  });

  it('is refused for an address of somebody else, for a profile that has changed, and for nobody', async () => {
    const [ada, eve] = [await register(), await register()];
    await expect(change({ userId: eve.id, email: ada.email })).rejects.toMatchObject({ code: 'identity.email_taken' });
    await expect(change({ userId: eve.id, name: 'Eva', ifVersion: '7' })).rejects.toMatchObject({
      code: 'identity.profile_changed',
    });
    await expect(change({ userId: eve.id, name: 'Eva', ifVersion: '1' })).resolves.toMatchObject({ version: 2 });
    await expect(change({ userId: '0197a000-0000-7000-8000-000000000001', name: 'Nobody' })).rejects.toMatchObject({
      code: 'identity.user_not_found',
    });
  });

  it('gives an address to one of two who change to it at once', async () => {
    const [ada, eve] = [await register(), await register()];
    const email = 'wanted@example.com';
    const outcomes = await Promise.allSettled([ada, eve].map(({ id }) => change({ userId: id, email })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'identity.email_taken' } });
  });

  it('loses no change of two that come at once', async () => {
    const { id } = await register();
    await Promise.all([change({ userId: id, name: 'Ada King' }), change({ userId: id, email: 'kept@example.com' })]);
    await expect(change({ userId: id })).resolves.toMatchObject({ name: 'Ada King', email: 'kept@example.com', version: 3 });
  });
});

describe('changing the password', () => {
  async function prepare(email: string, currentPassword: string, password = 'a better password') {
    const known = await checked(email);
    return useCases.preparePasswordChange({ ...known, email }, { currentPassword, password });
  }

  it('ends every session and lets in whoever knows the new one', async () => {
    const { id, email } = await register();
    const before = await signIn(email);
    await change({ userId: id, password: await prepare(email, PASSWORD) });
    await expect(refresh(before.refreshToken)).resolves.toEqual({ kind: 'refused', because: 'ended' });
    await expect(signIn(email)).rejects.toMatchObject({ code: 'identity.invalid_credentials' });
    await expect(signIn(email, 'a better password')).resolves.toMatchObject({ user: { id } });
  });

  it('is refused without the current password, and with a weak new one', async () => {
    const { email } = await register();
    await expect(prepare(email, 'not the password')).rejects.toMatchObject({ code: 'identity.wrong_password' });
    await expect(prepare(email, PASSWORD, email)).rejects.toMatchObject({ code: 'identity.weak_password' });
  });

  it('is made once of two that come at once', async () => {
    const { id, email } = await register();
    const prepared = await Promise.all([prepare(email, PASSWORD, 'the first one'), prepare(email, PASSWORD, 'the second one')]);
    const outcomes = await Promise.allSettled(prepared.map((password) => change({ userId: id, password })));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'identity.wrong_password' } });
  });
});
