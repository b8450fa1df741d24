import { describe, expect, it } from 'vitest';
import { secondsAfter } from '#shared-kernel/clock.ts';
import { changedProfile, changedRoles, isAdmin, newUser } from './user.ts';

const now = new Date('2026-01-05T09:00:00Z');
const later = secondsAfter(now, 60);
const ada = newUser({ id: 'ada', email: 'ada@example.com', name: 'Ada', roles: [] }, now);
const root = newUser({ id: 'root', email: 'root@example.com', name: 'Root', roles: ['admin'] }, now);

describe('a user', () => {
  it('is a customer, whatever else', () => {
    expect(ada.roles).toEqual(['customer']);
    expect(root.roles).toEqual(['customer', 'admin']);
    expect([isAdmin(ada), isAdmin(root)]).toEqual([false, true]);
  });

  it('has a new version with each change', () => {
    expect(changedProfile(ada, { name: 'Ada King' }, later)).toEqual({ ...ada, name: 'Ada King', version: 2, updatedAt: later });
    expect(changedRoles(ada, ['staff'], ['root'], later)).toMatchObject({ roles: ['customer', 'staff'], version: 2 });
  });

  it('stays the very same where nothing changes', () => {
    expect(changedProfile(ada, { name: 'Ada', email: undefined }, later)).toBe(ada);
    expect(changedRoles(root, ['admin', 'customer', 'admin'], ['root'], later)).toBe(root);
  });

  it('cannot cease to be the last admin', () => {
    expect(() => changedRoles(root, ['staff'], ['root'], later)).toThrow(
      expect.objectContaining({ code: 'identity.last_admin' }),
    );
    expect(changedRoles(root, ['staff'], ['root', 'other'], later).roles).toEqual(['customer', 'staff']);
  });
});
