import { beforeAll, describe, expect, it } from 'vitest';
import { TOKENS } from '../container.ts';
import { OPERATOR } from '../domain/security-act.ts';
import { listAuditEvents } from '../queries/list-audit-events.ts';
import { listClients } from '../queries/list-clients.ts';
import { identityUnderTest } from '../testing/identity-under-test.ts';
import type { CreateClientInput } from './create-client.ts';

const { admin, clock, commit, database, process, tokens, useCases } = identityUnderTest();
const elsewhere = process().resolve(TOKENS);

beforeAll(() => commit(useCases.makeFirstKeys));

const create = (wanted: Partial<CreateClientInput> = {}) =>
  commit((tx) =>
    useCases.createClient(tx, {
      kind: 'secret',
      name: 'Stock import',
      scopes: ['inventory:write', 'catalog:read'],
      by: OPERATOR,
      held: ['catalog:read', 'inventory:read', 'inventory:write'],
      ...wanted,
    }),
  );
const rotate = (clientId: string, overlapSeconds: number) =>
  commit((tx) => useCases.rotateClientSecret(tx, { clientId, overlapSeconds, by: OPERATOR }));
const revoke = (clientId: string) => commit((tx) => useCases.revokeClient(tx, { clientId, by: OPERATOR }));
const authenticate = (id: string, secret: string) => commit((tx) => useCases.authenticateClient(tx, { id, secret }));
const lastUse = async (id: string) =>
  (await database.read((db) => listClients(db, { limit: 100 }))).find((client) => client.id === id)?.lastUsedAt;

describe('an API key', () => {
  it('lets a program in with its scopes, and a storefront as a guest', async () => {
    const program = await create();
    expect(program.secret).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    await expect(tokens.verify(program.secret)).resolves.toEqual({
      kind: 'client',
      id: program.client.id,
      scopes: ['catalog:read', 'inventory:write'],
    });
    const storefront = await create({ kind: 'publishable', scopes: [] });
    expect(storefront.secret).toMatch(/^pk_/);
    await expect(tokens.verify(storefront.secret)).resolves.toMatchObject({ kind: 'storefront', scopes: [] });
  });

  it('is refused where we never made it, and where it is the secret of an OAuth client', async () => {
    const { secret } = await create({ kind: 'oauth' });
    for (const key of [`sk_${'A'.repeat(43)}`, `pk_${'A'.repeat(43)}`, secret.replace('cs_', 'sk_')]) {
      await expect(tokens.verify(key)).rejects.toMatchObject({ code: 'identity.invalid_api_key' });
    }
    await expect(tokens.verify(secret)).rejects.toMatchObject({ code: 'identity.invalid_token' });
  });

  it('is of no use to a thief of the database', async () => {
    const { secret } = await create();
    const rows = await admin.sql<{ row: string }>`select to_jsonb(s)::text as row from identity.client_secrets s`;
    expect(rows.some(({ row }) => row.includes(secret))).toBe(false);
  });

  it('tells to the minute when it was last used', async () => {
    const { client, secret } = await create();
    await expect(lastUse(client.id)).resolves.toBeNull();
    await tokens.verify(secret);
    const first = clock.now();
    clock.advance({ seconds: 40 });
    await tokens.verify(secret);
    await expect(lastUse(client.id)).resolves.toEqual(first);
    clock.advance({ seconds: 40 });
    await tokens.verify(secret);
    await expect(lastUse(client.id)).resolves.toEqual(clock.now());
  });

  it('is replaced without a pause: the old one is good for the overlap, and no longer', async () => {
    const { client, secret } = await create();
    const successor = await rotate(client.id, 3_600);
    for (const good of [secret, successor.secret]) await expect(elsewhere.verify(good)).resolves.toMatchObject({ id: client.id });
    clock.advance({ minutes: 60 });
    await expect(elsewhere.verify(secret)).rejects.toMatchObject({ code: 'identity.invalid_api_key' });
    await expect(elsewhere.verify(successor.secret)).resolves.toMatchObject({ id: client.id });
  });

  it('ends in every process within seconds when it is revoked, which may be said twice', async () => {
    const { client, secret } = await create();
    await elsewhere.verify(secret);
    await revoke(client.id);
    await revoke(client.id);
    clock.advance({ seconds: 5 });
    await expect(elsewhere.verify(secret)).rejects.toMatchObject({ code: 'identity.invalid_api_key' });
    await expect(rotate(client.id, 0)).rejects.toMatchObject({ code: 'identity.client_revoked' });
  });
});

describe('an OAuth client', () => {
  it('is known by its own secret and by no other', async () => {
    const [erp, other] = [await create({ kind: 'oauth' }), await create({ kind: 'oauth' })];
    await expect(authenticate(erp.client.id, erp.secret)).resolves.toMatchObject({ id: erp.client.id });
    await expect(authenticate(erp.client.id, other.secret)).resolves.toBeUndefined();
    await expect(authenticate(erp.client.id, 'made up')).resolves.toBeUndefined();
    await expect(authenticate('nobody', erp.secret)).resolves.toBeUndefined();
    const acts = await database.read((db) => listAuditEvents(db, { subjectId: erp.client.id, limit: 10 }));
    expect(acts.map(({ act }) => act)).toEqual(['client-rejected', 'client-rejected', 'client-created']);
  });

  it('loses its access tokens everywhere when it is revoked, and when its secret ends at once', async () => {
    for (const end of [revoke, (id: string) => rotate(id, 0)]) {
      const { client, secret } = await create({ kind: 'oauth' });
      const known = await authenticate(client.id, secret);
      if (!known) throw new Error('the client is not known');
      const { token } = await useCases.issueClientToken(known, known.scopes);
      await expect(elsewhere.verify(token)).resolves.toMatchObject({ kind: 'client', id: client.id });
      await end(client.id);
      clock.advance({ seconds: 5 });
      await expect(elsewhere.verify(token)).rejects.toMatchObject({ code: 'identity.revoked_token' });
      await expect(authenticate(client.id, secret)).resolves.toBeUndefined();
    }
  });
});

describe('making a client', () => {
  it('hands on no scope that its maker does not hold', async () => {
    await expect(create({ scopes: ['catalog:read', 'payments:write'] })).rejects.toMatchObject({
      code: 'identity.scope_not_held',
      detail: expect.stringContaining('payments:write'),
    });
  });

  it('cannot end for nobody', async () => {
    const nobody = '0197a000-0000-7000-8000-000000000009';
    for (const end of [revoke, (id: string) => rotate(id, 0)]) {
      await expect(end(nobody)).rejects.toMatchObject({ code: 'identity.client_not_found' });
    }
  });

  it('gives a storefront no scope, whoever writes to the table', async () => {
    const { client } = await create({ kind: 'publishable', scopes: [] });
    await expect(admin.sql`update identity.clients set scopes = array['orders:write'] where id = ${client.id}`).rejects.toThrow(
      'clients_scopes_of_programs',
    );
  });
});
