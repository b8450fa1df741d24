import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../domain/user.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import { listUsers } from './list-users.ts';

const { admin, database, register } = identityUnderTest();

const list = (filter: Parameters<typeof listUsers>[1]) => database.read((db) => listUsers(db, filter));
const idsOf = (users: readonly { readonly id: string }[]) => users.map(({ id }) => id);

describe('the list of users', () => {
  const registered: User[] = [];
  beforeAll(async () => {
    for (const roles of [[], ['staff'], []] as const) registered.unshift(await register({ roles }));
  });

  it('shows the newest first, page by page', async () => {
    const [newest, middle, oldest] = idsOf(registered);
    expect(idsOf(await list({ limit: 2 }))).toEqual([newest, middle]);
    expect(idsOf(await list({ limit: 2, afterId: middle }))).toEqual([oldest]);
  });

  it('can be narrowed to a role or to one address', async () => {
    const [newest, staff] = registered;
    expect(idsOf(await list({ limit: 20, role: 'staff' }))).toEqual([staff?.id]);
    expect(idsOf(await list({ limit: 20, email: newest?.email }))).toEqual([newest?.id]);
    await expect(list({ limit: 20, email: 'nobody@example.com' })).resolves.toEqual([]);
  });

  it('has an index for either filter', async () => {
    const indexes = await admin.sql<{ name: string }>`select indexname as name from pg_indexes where tablename = 'users'`;
    expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(['users_roles', 'users_email_unique', 'users_pkey']));
  });
});
