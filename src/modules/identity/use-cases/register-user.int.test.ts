import { describe, expect, it } from 'vitest';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { EmailTaken } from '../domain/errors.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, database, events, register, useCases } = identityUnderTest();

describe('registering', () => {
  it('makes an account and tells everybody', async () => {
    const user = await register({ email: 'ada@example.com' });
    expect(user).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', roles: ['customer'], version: 1 });
    expect(events.messagesOf(UserRegisteredV1)).toEqual([
      expect.objectContaining({
        subject: user.id,
        sequence: 1,
        payload: { userId: user.id, email: 'ada@example.com', name: 'Ada Lovelace' },
      }),
    ]);
  });

  it('is refused for an address that has an account', async () => {
    await register({ email: 'grace@example.com' });
    await expect(register({ email: 'grace@example.com' })).rejects.toThrow(EmailTaken);
  });

  it('is refused with a password that is easy to guess', async () => {
    await expect(useCases.hashNewPassword('aaaaaaaa', 'ada@example.com')).rejects.toMatchObject({
      code: 'identity.weak_password',
    });
  });

  it('gives an address to one of two who ask for it at once, and says so once', async () => {
    const email = 'both@example.com';
    const outcomes = await Promise.allSettled([register({ email }), register({ email })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'identity.email_taken' } });
    expect(events.messagesOf(UserRegisteredV1).filter(({ payload }) => payload.email === email)).toHaveLength(1);
  });

  it('never keeps an address in capitals or a user without a role, whoever writes it', async () => {
    const insert = (email: string, roles: string[]) =>
      admin.sql`insert into identity.users (id, email, name, roles, version, created_at, updated_at)
        values (gen_random_uuid(), ${email}, 'Eve', ${roles}, 1, now(), now())`;
    await expect(insert('Eve@example.com', ['customer'])).rejects.toThrow('users_email_normalised');
    await expect(insert('eve@example.com', [])).rejects.toThrow('users_roles_known');
    await expect(insert('eve@example.com', ['customer', 'god'])).rejects.toThrow('users_roles_known');
  });

  it('cannot be done by a query', async () => {
    await expect(database.read((db) => db.sql`delete from identity.users`)).rejects.toThrow('read-only transaction');
  });
});
