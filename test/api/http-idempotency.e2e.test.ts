import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { pruneIdempotencyKeys } from '../../src/bootstrap/http/idempotency/answer-once.ts';
import { testShop } from '../support/test-shop.ts';
import { notesControl, notesModule } from './notes-module.ts';

const control = notesControl();
const shop = testShop([notesModule(control)]);
const guest = shop.asGuest();
const Note = z.object({ id: z.uuid() });

const notesWritten = async (text: string) => {
  const marks = await shop.admin.sql`select message_id from catalog.inbox where subscription = ${text}`;
  return marks.length;
};

describe('a request with an idempotency key', () => {
  it('changes the world once, however often and in whatever order of members it is sent', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await guest.post('/v1/notes', { text: 'once', tags: ['a'] }, headers);
    const again = await guest.post('/v1/notes', { tags: ['a'], text: 'once' }, headers);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    for (const name of ['location', 'etag']) expect(again.headers.get(name)).toBe(first.headers.get(name));
    await expect(notesWritten('once')).resolves.toBe(1);
  });

  it('changes the world once where many send it at the same time', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => guest.post('/v1/notes', { text: 'crowd' }, headers)));
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
    const ids = answers.filter(({ status }) => status === 201).map((answer) => answer.as(Note).id);
    expect(new Set(ids).size).toBe(1);
    await expect(notesWritten('crowd')).resolves.toBe(1);
  });

  it('is refused where the key was used for something else', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await guest.post('/v1/notes', { text: 'first' }, headers);
    const other = await guest.post('/v1/notes', { text: 'other' }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'http.idempotency_key_reused' } });
    await expect(notesWritten('other')).resolves.toBe(0);
  });

  it('may be repeated after a refusal, which changed nothing', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    await expect(guest.post('/v1/notes', { text: 'refuse' }, headers)).resolves.toMatchObject({ status: 409 });
    await expect(guest.post('/v1/notes', { text: 'refuse' }, headers)).resolves.toMatchObject({
      body: { code: 'catalog.note_refused' },
    });
    await expect(guest.post('/v1/notes', { text: 'allowed' }, headers)).resolves.toMatchObject({ status: 201 });
  });

  it('is told from another upload by every byte', async () => {
    const key = { 'idempotency-key': randomUUID(), 'content-type': 'text/csv' };
    const upload = (body: string) => shop.fetch('/v1/notes/upload', { method: 'POST', body, headers: key });
    expect(await (await upload('x'.repeat(1_500_000))).json()).toEqual({ bytes: 1_500_000 });
    expect((await upload('x'.repeat(1_500_000))).headers.get('idempotent-replayed')).toBe('true');
    expect((await upload(`${'x'.repeat(1_499_999)}y`)).status).toBe(422);
  });

  it('leaves no answer in the clear', async () => {
    const answer = await guest.post('/v1/notes', { text: 'secret' }, { 'idempotency-key': randomUUID() });
    const stored = await shop.admin.sql`select body::text from catalog.idempotency_keys`;
    expect(JSON.stringify(stored.map(({ body }) => body))).not.toContain(answer.as(Note).id);
  });
});

describe('an idempotency key', () => {
  it('is needed where the route says so, and must be printable', async () => {
    const body = { text: 'keyless' };
    await expect(guest.post('/v1/notes', body)).resolves.toMatchObject({
      status: 400,
      body: { code: 'http.idempotency_key_required' },
    });
    const long = { 'idempotency-key': 'x'.repeat(256) };
    await expect(guest.post('/v1/notes', body, long)).resolves.toMatchObject({
      status: 400,
      body: { code: 'http.invalid_idempotency_key' },
    });
  });

  it('counts for its user, or for its guest', async () => {
    const send = async (client: typeof guest) =>
      (await client.post('/v1/notes', { text: 'mine' }, { 'idempotency-key': 'k-1' })).as(Note).id;
    const clients = [
      shop.asUser('ada', 'catalog:write'),
      shop.asUser('bob', 'catalog:write'),
      shop.asGuest('key of a guest'),
      shop.asGuest('key of another'),
    ];
    const ids = await Promise.all(clients.map(send));
    expect(new Set(ids).size).toBe(4);
    await expect(Promise.all(clients.map(send))).resolves.toEqual(ids);
  });

  it('of a stranger counts for his address, unless it is a random UUID', async () => {
    const from = async (address: string, key: string) => {
      const response = await shop.app.request(
        '/v1/notes',
        { method: 'POST', body: '{"text":"far"}', headers: { 'content-type': 'application/json', 'idempotency-key': key } },
        { incoming: { socket: { remoteAddress: address } } },
      );
      return Note.parse(await response.json()).id;
    };
    const random = randomUUID();
    const here = [await from('192.0.2.1', 'order-1'), await from('192.0.2.1', random)];
    const there = [await from('192.0.2.2', 'order-1'), await from('192.0.2.2', random)];
    expect(await from('192.0.2.1', 'order-1')).toBe(here[0]);
    expect(there[0]).not.toBe(here[0]);
    expect(there[1]).toBe(here[1]);
  });

  it('is forgotten after three days', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await guest.post('/v1/notes', { text: 'old' }, headers);
    await shop.admin.sql`update catalog.idempotency_keys set created_at = now() - interval '73 hours'`;
    await shop.databaseOf('catalog').transaction({ correlationId: newId() }, pruneIdempotencyKeys);
    const later = await guest.post('/v1/notes', { text: 'old' }, headers);
    expect(later.as(Note).id).not.toBe(first.as(Note).id);
  });
});

describe('a slow request', () => {
  beforeEach(() => control.closeGate());
  afterEach(() => control.openGate());

  it('keeps its idempotency key until it has been answered', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = guest.post('/v1/notes/slow', undefined, headers);
    await eventually(() => control.arrived, { is: 1 });
    const meanwhile = await guest.post('/v1/notes/slow', undefined, headers);
    expect(meanwhile).toMatchObject({ status: 409, body: { code: 'http.idempotency_key_in_use', retryable: true } });
    expect(meanwhile.headers.get('retry-after')).toBe('1');
    control.openGate();
    await expect(first).resolves.toMatchObject({ status: 201 });
    const after = await guest.post('/v1/notes/slow', undefined, headers);
    expect(after).toMatchObject({ status: 201, body: { done: true } });
    expect(after.headers.get('idempotent-replayed')).toBe('true');
  });
});
