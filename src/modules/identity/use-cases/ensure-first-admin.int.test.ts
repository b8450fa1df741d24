import { beforeEach, describe, expect, it } from 'vitest';
import { createAdminVerb } from '../admin-verbs/create-admin.ts';
import { identityModule } from '../index.ts';
import { identityUnderTest, PASSWORD } from '../testing/identity-under-test.ts';

const { admin, database, platform, register, signIn, useCases } = identityUnderTest();

const configured = { TESSERA_ADMIN_EMAIL: 'Boss@Example.com', TESSERA_ADMIN_PASSWORD: PASSWORD };
const start = (settings: object, development = false) =>
  identityModule.assemble({ ...platform, development }, settings).start?.();

function admins() {
  return admin.sql<{ email: string }>`select email from identity.users where 'admin' = any (roles) order by email`;
}

beforeEach(async () => {
  await admin.sql`delete from identity.users`;
});

describe('the first admin', () => {
  it('is made at the first start, and left alone by the next', async () => {
    await start(configured);
    await start({ ...configured, TESSERA_ADMIN_PASSWORD: 'another password' });
    await expect(admins()).resolves.toEqual([{ email: 'boss@example.com' }]);
    await expect(signIn('boss@example.com')).resolves.toMatchObject({ user: { roles: ['customer', 'admin'] } });
  });

  it('is made once by two processes that start at the same time', async () => {
    await Promise.all([start(configured), start(configured)]);
    await expect(admins()).resolves.toHaveLength(1);
  });

  it('is made up in development where there is none', async () => {
    await start({}, true);
    await expect(admins()).resolves.toEqual([{ email: 'admin@tessera.example' }]);
    await start({}, true);
    await expect(admins()).resolves.toHaveLength(1);
  });

  it('is not made up in production', async () => {
    await start({});
    await expect(admins()).resolves.toEqual([]);
  });

  it('is not whoever registered the address before', async () => {
    await register({ email: 'boss@example.com' });
    await start(configured);
    await expect(admins()).resolves.toEqual([]);
  });

  it('wants both an address and a password', () => {
    expect(() => identityModule.assemble(platform, { TESSERA_ADMIN_EMAIL: 'boss@example.com' })).toThrow('together');
  });
});

describe('an admin by command', () => {
  const verb = createAdminVerb({ database, ...useCases });
  const input = { email: 'root@example.com', password: PASSWORD, name: 'Root' };

  it('is made with the address and password given', async () => {
    await expect(verb.run(input, () => undefined)).resolves.toMatchObject({ email: 'root@example.com' });
    await expect(signIn('root@example.com')).resolves.toMatchObject({ user: { roles: ['customer', 'admin'] } });
  });

  it('is refused for an address that has an account, and without a password', async () => {
    await register({ email: 'root@example.com' });
    await expect(verb.run(input, () => undefined)).rejects.toMatchObject({ code: 'identity.email_taken' });
    await expect(verb.run({ email: 'x@example.com', name: 'X' }, () => undefined)).rejects.toThrow('password');
  });
});
