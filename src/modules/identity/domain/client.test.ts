import { describe, expect, it } from 'vitest';
import { clientWithNewSecret, narrowedScopes, newClient, revokedClient } from './client.ts';

const now = new Date('2026-01-15T12:00:00Z');
const wanted = { id: 'erp', kind: 'oauth', name: 'ERP', scopes: ['orders:read', 'catalog:read', 'orders:read'] } as const;
const client = newClient(wanted, ['catalog:read', 'orders:read', 'orders:write'], now);

describe('a client', () => {
  it('has each scope once, and none that its maker lacks', () => {
    expect(client.scopes).toEqual(['catalog:read', 'orders:read']);
    expect(() => newClient(wanted, ['orders:read'], now)).toThrow(expect.objectContaining({ code: 'identity.scope_not_held' }));
  });

  it('gets another version, which ends its tokens, when it is revoked or its secret ends at once', () => {
    expect(revokedClient(client, now)).toMatchObject({ version: 2, revokedAt: now });
    expect(clientWithNewSecret(client, 0).version).toBe(2);
    expect(clientWithNewSecret(client, 1)).toBe(client);
  });

  it('is revoked once and for good', () => {
    const revoked = revokedClient(client, now);
    expect(revokedClient(revoked, new Date())).toBe(revoked);
    expect(() => clientWithNewSecret(revoked, 60)).toThrow(expect.objectContaining({ code: 'identity.client_revoked' }));
  });
});

describe('a narrowed scope', () => {
  it('is what was asked for, in whatever order, and all there is where nothing was', () => {
    expect(narrowedScopes(client.scopes, 'orders:read catalog:read')).toEqual(client.scopes);
    expect(narrowedScopes(client.scopes, 'orders:read')).toEqual(['orders:read']);
    expect(narrowedScopes(client.scopes, undefined)).toBe(client.scopes);
  });

  it('is nothing at all where more was asked for than there is', () => {
    for (const asked of ['', ' ', 'orders:write', 'orders:read orders:write', 'ORDERS:READ', 'orders:read\tcatalog:read']) {
      expect(narrowedScopes(client.scopes, asked)).toBeUndefined();
    }
  });
});
