import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { recordingLog } from '../support/recording-log.ts';
import { testShop } from '../support/test-shop.ts';
import { notesControl, notesModule } from './notes-module.ts';

const { log, lines } = recordingLog();
const shop = testShop([notesModule(notesControl())], { log });
const guest = shop.asGuest();

const NOTE = '/v1/notes/0198c5a0-0000-7000-8000-000000000001';

beforeEach(() => void lines.splice(0));

describe('input', () => {
  const key = { 'idempotency-key': 'same for all' };
  const send = (body: string, headers = {}) =>
    shop.fetch('/v1/notes', { method: 'POST', body, headers: { 'content-type': 'application/json', ...key, ...headers } });
  const codeOf = async (response: Response | Promise<Response>) => {
    const { status, code } = z.object({ status: z.int(), code: z.string() }).parse(await (await response).json());
    return `${status} ${code}`;
  };

  it('is refused with a pointer to each thing that is wrong', async () => {
    const answer = await guest.post('/v1/notes', { text: '', tags: ['a', 1], 'a/b': true }, key);
    expect(answer).toMatchObject({ status: 400, body: { code: 'http.invalid_body' } });
    expect(answer.body).toMatchObject({
      errors: [
        { pointer: '/text', code: 'too_small' },
        { pointer: '/tags/1', code: 'invalid_type' },
        { pointer: '/a~1b', code: 'unknown_field' },
      ],
    });
    await expect(guest.post('/v1/notes', {}, key)).resolves.toMatchObject({
      body: { errors: [{ pointer: '/text', code: 'required' }] },
    });
    await expect(guest.post('/v1/notes', undefined, key)).resolves.toMatchObject({
      body: { errors: [{ pointer: '', code: 'required' }] },
    });
  });

  it('is refused where a query parameter is unknown or out of bounds', async () => {
    await expect(guest.get('/v1/notes?colour=red')).resolves.toMatchObject({
      status: 400,
      body: { code: 'http.invalid_query', errors: [{ pointer: '/colour', code: 'unknown_field' }] },
    });
    await expect(guest.get('/v1/notes?limit=101')).resolves.toMatchObject({ status: 400 });
    await expect(guest.get('/v1/notes?limit=1&limit=2')).resolves.toMatchObject({ status: 400 });
    await expect(guest.get(`${NOTE}?limit=1`)).resolves.toMatchObject({ status: 400 });
  });

  it('that could be no id is answered like an id that nobody has', async () => {
    await expect(guest.get('/v1/notes/1')).resolves.toMatchObject({ status: 404, body: { code: 'http.not_found' } });
  });

  it('is refused where it is not the JSON that was announced', async () => {
    await expect(codeOf(send('{"text":'))).resolves.toBe('400 http.malformed_request');
    await expect(codeOf(send('{"text":"\\u0000"}'))).resolves.toBe('400 http.malformed_request');
    await expect(codeOf(send(`${'['.repeat(40)}${']'.repeat(40)}`))).resolves.toBe('400 http.malformed_request');
    await expect(codeOf(send('text=a', { 'content-type': 'text/plain' }))).resolves.toBe('415 http.unsupported_media_type');
    await expect(codeOf(send('{}', { 'content-type': 'application/json; charset=latin1' }))).resolves.toMatch(/^415/);
  });

  it('is refused beyond one mebibyte, announced or not', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    await expect(codeOf(send(body))).resolves.toBe('413 http.body_too_large');
    await expect(codeOf(send(body, { 'content-length': String(body.length) }))).resolves.toBe('413 http.body_too_large');
  });

  it('may be larger where the route says so, and leaves nothing on disk', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tessera-test-'));
    vi.stubEnv('TMPDIR', directory);
    const upload = (size: number) =>
      shop.fetch('/v1/notes/upload', { method: 'POST', body: 'x'.repeat(size), headers: { 'content-type': 'text/csv' } });
    expect(await (await upload(2_000_000)).json()).toEqual({ bytes: 2_000_000 });
    await expect(codeOf(upload(3_000_000))).resolves.toBe('413 http.body_too_large');
    await expect(readdir(directory)).resolves.toEqual([]);
    vi.unstubAllEnvs();
  });

  it('that breaks off is refused and not taken for a bug', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('the client went away')) });
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json', ...key } } as const;
    await expect(codeOf(shop.fetch('/v1/notes', init))).resolves.toBe('400 http.malformed_request');
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
