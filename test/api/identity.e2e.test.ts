import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identityModule } from '../../src/modules/identity/index.ts';
import type { Answer } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { newcomer, Profile, peopleOf } from './people.ts';

const AuditPage = z.object({
  data: z.array(z.object({ act: z.string(), actor: z.object({ kind: z.string(), id: z.string().optional() }) })),
  hasMore: z.boolean(),
  nextCursor: z.string().optional(),
});
const statusAndCode = ({ status, body }: Answer) => `${status} ${z.object({ code: z.string() }).parse(body).code}`;
const BOSS = { email: 'boss@example.com', password: 'the boss of the shop' };
const shop = testShop([identityModule], {
  settings: { TESSERA_ADMIN_EMAIL: BOSS.email, TESSERA_ADMIN_PASSWORD: BOSS.password },
});
const guest = shop.asGuest();
const { bearing, refresh, registered, signedIn, signIn } = peopleOf(shop);

describe('registering', () => {
  it('answers the profile, with the address in lower case', async () => {
    const answer = await guest.post('/v1/users', { ...newcomer(), email: ' Ada@Example.COM ' });
    expect(answer.status).toBe(201);
    expect(answer.as(Profile)).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' });
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it('is refused twice for one address, also in capitals', async () => {
    const person = newcomer();
    await guest.post('/v1/users', person);
    await expect(guest.post('/v1/users', { ...person, email: person.email.toUpperCase() })).resolves.toMatchObject({
      status: 409,
      body: { code: 'identity.email_taken' },
    });
  });

  it('may be repeated under one Idempotency-Key', async () => {
    const [person, headers] = [newcomer(), { 'idempotency-key': randomUUID() }];
    const first = await guest.post('/v1/users', person, headers);
    const again = await guest.post('/v1/users', person, headers);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['no address', { email: 'not an address' }, '/email'],
    ['a short password', { password: 'short' }, '/password'],
    ['a weak password', { password: 'aaaaaaaaaa' }, '/password'],
    ['no name', { name: '  ' }, '/name'],
    ['a name of two lines', { name: 'Ada\r\nBcc: eve@example.com' }, '/name'],
    ['a role of their own choice', { roles: ['admin'] }, '/roles'],
  ])('is refused with %s', async (_, wrong, pointer) => {
    const answer = await guest.post('/v1/users', { ...newcomer(), ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});

describe('the own profile', () => {
  it('is for those who have signed in', async () => {
    await expect(guest.get('/v1/users/me')).resolves.toMatchObject({ status: 401, body: { code: 'http.unauthenticated' } });
    await expect(bearing('a.b.c').get('/v1/users/me')).resolves.toMatchObject({
      status: 401,
      body: { code: 'identity.invalid_token' },
    });
  });

  it('is shown, and not again while it is the same', async () => {
    const { client, profile } = await registered();
    const answer = await client.get('/v1/users/me');
    expect(answer).toMatchObject({ status: 200, body: profile });
    await expect(client.get('/v1/users/me', { 'if-none-match': '"1"' })).resolves.toMatchObject({ status: 304 });
  });

  it('changes, but not from a version that is stale', async () => {
    const { client } = await registered();
    const changed = await client.patch('/v1/users/me', { name: 'Ada King' }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Ada King' } });
    expect(changed.headers.get('etag')).toBe('"2"');
    await expect(client.patch('/v1/users/me', { name: 'Ada' }, { 'if-match': '"1"' })).resolves.toMatchObject({
      status: 412,
      body: { code: 'identity.profile_changed' },
    });
    await expect(client.patch('/v1/users/me', { name: 'Ada' }, { 'if-match': '1' })).resolves.toMatchObject({
      status: 400,
      body: { code: 'http.invalid_if_match' },
    });
    await expect(client.patch('/v1/users/me', { name: 'Ada' }, { 'if-match': '*' })).resolves.toMatchObject({ status: 200 });
  });

  it('takes no address of somebody else, and nothing unknown', async () => {
    const [{ client }, { person }] = [await registered(), await registered()];
    await expect(client.patch('/v1/users/me', { email: person.email })).resolves.toMatchObject({ status: 409 });
    await expect(client.patch('/v1/users/me', { roles: ['admin'] })).resolves.toMatchObject({ status: 400 });
  });

  it('takes a new password from whoever knows the old one, and ends every session', async () => {
    const { client, person } = await registered();
    const { refreshToken } = await signIn(person);
    const password = 'another horse battery';
    await expect(client.patch('/v1/users/me', { password })).resolves.toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/currentPassword' }] },
    });
    await expect(client.patch('/v1/users/me', { password, currentPassword: 'wrong' })).resolves.toMatchObject({
      status: 403,
      body: { code: 'identity.wrong_password' },
    });
    await expect(client.patch('/v1/users/me', { password, currentPassword: person.password })).resolves.toMatchObject({
      status: 200,
    });
    await expect(refresh(refreshToken)).resolves.toMatchObject({ status: 400 });
    await expect(guest.post('/v1/sessions', { email: person.email, password: person.password })).resolves.toMatchObject({
      status: 401,
    });
    await signIn({ email: person.email, password });
  });

  it('is gone after erasure, and so is the sign-in', async () => {
    const { client, person } = await registered();
    await expect(client.delete('/v1/users/me')).resolves.toMatchObject({ status: 202 });
    // Nobody is there, and within seconds the token is known to be revoked, too.
    for (const again of [await client.get('/v1/users/me'), await client.delete('/v1/users/me')]) {
      expect(['404 identity.user_not_found', '401 identity.revoked_token']).toContain(statusAndCode(again));
    }
    await expect(guest.post('/v1/sessions', { email: person.email, password: person.password })).resolves.toMatchObject({
      status: 401,
    });
  });
});

describe('what was done to accounts', () => {
  it('can be read by admins, page by page, and by nobody else', async () => {
    const [{ client, profile }, boss] = [await registered(), await signedIn(BOSS)];
    await boss.put(`/v1/users/${profile.id}/roles`, { roles: ['staff'] });
    const path = `/v1/audit-events?subjectId=${profile.id}&limit=1`;
    const first = (await boss.get(path)).as(AuditPage);
    expect(first).toMatchObject({ data: [{ act: 'roles-changed', actor: { kind: 'user' } }], hasMore: true });
    const second = (await boss.get(`${path}&cursor=${first.nextCursor}`)).as(AuditPage);
    expect(second).toMatchObject({ data: [{ act: 'user-registered', actor: { id: profile.id } }], hasMore: false });
    const ofOneKind = (await boss.get(`/v1/audit-events?act=roles-changed&actorId=${profile.id}`)).as(AuditPage);
    expect(ofOneKind.data).toEqual([]);
    await expect(client.get('/v1/audit-events')).resolves.toMatchObject({ status: 403, body: { code: 'identity.admins_only' } });
    await expect(boss.get('/v1/audit-events?act=jumped')).resolves.toMatchObject({ status: 400 });
  });
});

describe('the accounts of others', () => {
  it('are for admins only', async () => {
    const { client, profile } = await registered();
    await expect(client.get('/v1/users')).resolves.toMatchObject({ status: 403, body: { code: 'identity.admins_only' } });
    await expect(client.put(`/v1/users/${profile.id}/roles`, { roles: ['admin'] })).resolves.toMatchObject({ status: 403 });
    await expect(shop.asStaff().get('/v1/users')).resolves.toMatchObject({ status: 403 });
  });

  it('are listed newest first, page by page', async () => {
    const people = [await registered(), await registered()];
    const boss = await signedIn(BOSS);
    const Page = z.object({
      data: z.array(z.object({ id: z.string() })),
      hasMore: z.boolean(),
      nextCursor: z.string().optional(),
    });
    const first = (await boss.get('/v1/users?limit=1')).as(Page);
    expect(first).toMatchObject({ data: [{ id: people[1]?.profile.id }], hasMore: true });
    const second = (await boss.get(`/v1/users?limit=1&cursor=${first.nextCursor}`)).as(Page);
    expect(second.data).toMatchObject([{ id: people[0]?.profile.id }]);
    await expect(boss.get('/v1/users?role=admin')).resolves.toMatchObject({ body: { data: [{ email: BOSS.email }] } });
    await expect(boss.get('/v1/users?role=king')).resolves.toMatchObject({ status: 400 });
  });

  it('get roles, which the next token carries', async () => {
    const { person, profile } = await registered();
    const boss = await signedIn(BOSS);
    await expect(boss.put(`/v1/users/${profile.id}/roles`, { roles: ['staff'] })).resolves.toMatchObject({
      status: 200,
      body: { roles: ['customer', 'staff'] },
    });
    const { accessToken } = await signIn(person);
    expect(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).toContain('catalog:write');
    await expect(boss.put(`/v1/users/${profile.id}/roles`, { roles: ['king'] })).resolves.toMatchObject({ status: 400 });
    await expect(boss.put(`/v1/users/${randomUUID()}/roles`, { roles: [] })).resolves.toMatchObject({ status: 404 });
  });
});
