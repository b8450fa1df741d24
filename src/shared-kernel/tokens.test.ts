import { expect, it } from 'vitest';
import { ownerFor, type Role } from './tokens.ts';

const caller = (...roles: Role[]) => ({ userId: 'ada', roles, scopes: [] });

it('lets customers see what is theirs, and staff what is anybody’s', () => {
  expect(ownerFor(caller('customer'))).toBe('ada');
  expect(ownerFor(caller('customer', 'staff'))).toBeUndefined();
  expect(ownerFor(caller('admin'))).toBeUndefined();
});

it('never takes nobody for staff', () => {
  expect(() => ownerFor(undefined)).toThrow('has not signed in');
});
