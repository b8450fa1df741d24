import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testShop } from '../support/test-shop.ts';
import { notesControl, notesModule } from './notes-module.ts';

const shop = testShop([notesModule(notesControl())]);
const guest = shop.asGuest();

const NOTE = '/v1/notes/0198c5a0-0000-7000-8000-000000000001';

describe('versions', () => {
  it('are entity tags, and spare a client what it has already', async () => {
    const answer = await guest.get(NOTE);
    expect(answer.headers.get('etag')).toBe('"7"');
    const again = await guest.get(NOTE, { 'if-none-match': '"6", W/"7"' });
    expect(again).toMatchObject({ status: 304, body: '' });
    expect(again.headers.get('etag')).toBe('"7"');
    await expect(guest.get(NOTE, { 'if-none-match': '"6"' })).resolves.toMatchObject({ status: 200 });
  });

  it('are what is answered, word for word, where it has no other', async () => {
    const answer = await guest.get('/v1/notes');
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    await expect(guest.get('/v1/notes', { 'if-none-match': etag })).resolves.toMatchObject({ status: 304 });
    await expect(guest.get('/v1/notes?limit=0', { 'if-none-match': '*' })).resolves.toMatchObject({ status: 400 });
  });

  it('must be named where a change is asked for', async () => {
    const change = (headers: Record<string, string>) => guest.put(NOTE, { text: 'new' }, headers);
    await expect(change({})).resolves.toMatchObject({ status: 428, body: { code: 'http.if_match_required' } });
    await expect(change({ 'if-match': '7' })).resolves.toMatchObject({ status: 400, body: { code: 'http.invalid_if_match' } });
    await expect(change({ 'if-match': '"7"' })).resolves.toMatchObject({ status: 200, body: { seen: '7' } });
    await expect(change({ 'if-match': '*' })).resolves.toMatchObject({ status: 200, body: { seen: 'any' } });
  });
});

describe('work that takes time', () => {
  it('is accepted, with the place to look and the time to wait', async () => {
    const answer = await guest.post('/v1/jobs', { ends: true });
    expect(answer).toMatchObject({ status: 202, body: { status: 'running' } });
    expect(answer.headers.get('location')).toMatch(/^\/v1\/jobs\//);
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('is waited for where the client prefers so', async () => {
    const answer = await guest.post('/v1/jobs', { ends: true }, { prefer: 'respond-async, wait=600' });
    expect(answer).toMatchObject({ status: 201, body: { status: 'done' } });
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
  });

  it('is accepted all the same where it does not end in time', async () => {
    const answer = await guest.post('/v1/jobs', { ends: false }, { prefer: 'wait=1' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'running' } });
    expect(answer.headers.get('preference-applied')).toBeNull();
  });

  it('is waited for by a repetition too', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await guest.post('/v1/jobs', { ends: true }, headers);
    const { id } = first.as(z.object({ id: z.uuid() }));
    const again = await guest.post('/v1/jobs', { ends: true }, { ...headers, prefer: 'wait=5' });
    expect(again).toMatchObject({ status: 201, body: { id, status: 'done' } });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });
});

describe('a stream of events', () => {
  it('is written as server-sent events, and goes on where the client left off', async () => {
    const whole = await shop.fetch('/v1/ticks/2');
    expect(whole.headers.get('content-type')).toBe('text/event-stream');
    await expect(whole.text()).resolves.toBe(
      'retry: 1000\n\nid: 1\nevent: tick\ndata: {"tick":1}\n\nid: 2\nevent: tick\ndata: {"tick":2}\n\n',
    );
    const rest = await shop.fetch('/v1/ticks/2', { headers: { 'last-event-id': '1' } });
    await expect(rest.text()).resolves.toBe('retry: 1000\n\nid: 2\nevent: tick\ndata: {"tick":2}\n\n');
  });

  it('that is refused is a problem document', async () => {
    await expect(guest.get('/v1/ticks/0')).resolves.toMatchObject({ status: 409, body: { code: 'catalog.no_ticks' } });
  });

  it('answers HEAD without beginning', async () => {
    const head = await shop.fetch('/v1/ticks/-1', { method: 'HEAD' });
    await expect(head.text()).resolves.toBe('');
  });
});
