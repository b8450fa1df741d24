import { describe, expect, it } from 'vitest';
import { scopesOf } from './scopes.ts';

describe('the scopes of a user', () => {
  it('let customers order and look after themselves, and write nothing else', () => {
    expect(scopesOf(['customer']).filter((scope) => scope.endsWith(':write'))).toEqual(['identity:write', 'orders:write']);
  });

  it('let staff write to the catalogue, the stock, payments and shipping', () => {
    const added = scopesOf(['customer', 'staff']).filter((scope) => !scopesOf(['customer']).includes(scope));
    expect(added).toEqual(['catalog:write', 'inventory:write', 'payments:write', 'shipping:write']);
  });

  it('let admins do all that staff may, and more', () => {
    const admin = scopesOf(['customer', 'admin']);
    expect(scopesOf(['customer', 'staff']).every((scope) => admin.includes(scope))).toBe(true);
    expect(admin).toEqual(expect.arrayContaining(['notifications:write', 'platform:read', 'platform:write']));
  });

  it('name each right once', () => {
    const scopes = scopesOf(['customer', 'staff', 'admin']);
    expect(new Set(scopes).size).toBe(scopes.length);
  });
});
