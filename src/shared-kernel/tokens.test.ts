import { describe, expect, it } from 'vitest';
import { isStaff, ownerFor, type Principal, type Role, userIdOf } from './tokens.ts';

const user = (...roles: Role[]): Principal => ({ kind: 'user', id: 'ada', roles, scopes: [] });
const client: Principal = { kind: 'client', id: 'erp', scopes: ['orders:read'] };
const storefront: Principal = { kind: 'storefront', id: 'shop window', scopes: [] };

describe('a caller', () => {
  it('sees what is theirs as a customer, and what is anybody’s as staff or as a program of the shop', () => {
    expect(ownerFor(user('customer'))).toBe('ada');
    expect(ownerFor(user('customer', 'staff'))).toBeUndefined();
    expect(ownerFor(user('admin'))).toBeUndefined();
    expect(ownerFor(client)).toBeUndefined();
  });

  it('who is a guest, with a storefront’s key or without, is never taken for staff or for a user', () => {
    for (const guest of [undefined, storefront]) {
      expect(isStaff(guest)).toBe(false);
      expect(userIdOf(guest)).toBeUndefined();
      expect(() => ownerFor(guest)).toThrow('has not signed in');
    }
  });

  it('that is a program is no user', () => {
    expect(userIdOf(client)).toBeUndefined();
  });
});
