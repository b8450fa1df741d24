import { describe, expect, it } from 'vitest';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';

const { admin, commit, events, register, useCases } = identityUnderTest();

const assign = (input: Parameters<typeof useCases.assignRoles>[1]) => commit((tx) => useCases.assignRoles(tx, input));

describe('assigning roles', () => {
  it('makes a customer one of the staff', async () => {
    const [boss, ada] = [await register({ roles: ['admin'] }), await register()];
    await expect(assign({ byUserId: boss.id, userId: ada.id, roles: ['staff'] })).resolves.toMatchObject({
      roles: ['customer', 'staff'],
      version: 2,
    });
    expect(events.messagesOf(UserUpdatedV1)).toMatchObject([{ subject: ada.id, sequence: 2 }]);
  });

  it('is refused for everybody who is not an admin now, whatever their token says', async () => {
    const [staff, ada] = [await register({ roles: ['staff'] }), await register()];
    await expect(assign({ byUserId: staff.id, userId: ada.id, roles: ['admin'] })).rejects.toMatchObject({
      code: 'identity.admins_only',
    });
  });

  it('is refused for nobody', async () => {
    const boss = await register({ roles: ['admin'] });
    await expect(assign({ byUserId: boss.id, userId: '0197a000-0000-7000-8000-000000000001', roles: [] })).rejects.toMatchObject({
      code: 'identity.user_not_found',
    });
  });

  it('leaves one admin when two take the role from each other at once', async () => {
    await admin.sql`delete from identity.users`;
    const [ada, eve] = [await register({ roles: ['admin'] }), await register({ roles: ['admin'] })];
    const outcomes = await Promise.allSettled([
      assign({ byUserId: ada.id, userId: eve.id, roles: [] }),
      assign({ byUserId: eve.id, userId: ada.id, roles: [] }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = await admin.sql`select id from identity.users where 'admin' = any (roles)`;
    expect(left).toHaveLength(1);
  });

  it('leaves the last admin one', async () => {
    await admin.sql`delete from identity.users`;
    const boss = await register({ roles: ['admin'] });
    await expect(assign({ byUserId: boss.id, userId: boss.id, roles: ['staff'] })).rejects.toMatchObject({
      code: 'identity.last_admin',
    });
  });
});
