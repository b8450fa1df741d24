import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clonedDatabase } from '../testing/cloned-database.ts';
import { eventually } from '../testing/eventually.ts';
import { DatabaseUnavailable } from './failures.ts';
import { Session, type SessionOptions } from './session.ts';

const cloned = clonedDatabase();

function open(options: Partial<SessionOptions> = {}): Session {
  const session = new Session({
    url: cloned.url,
    applicationName: 'probe',
    writesOutsideTransactions: true,
    statementTimeoutMs: 5_000,
    lockTimeoutMs: 5_000,
    ...options,
  });
  onTestFinished(() => session.destroy(new DatabaseUnavailable('The test is over.')));
  return session;
}

it.each([
  { lastCommitsMayBeLost: true, asked: true },
  { lastCommitsMayBeLost: false, asked: false },
])('waits for the disk unless its last commits may be lost ($lastCommitsMayBeLost)', async ({ lastCommitsMayBeLost, asked }) => {
  const settings = await open({ lastCommitsMayBeLost }).sql`
    select 1 from pg_settings where name = 'synchronous_commit' and setting = 'off' and source = 'client'`;
  expect(settings.length > 0).toBe(asked);
});

describe('values cross the wire unchanged:', () => {
  const when = new Date('2026-03-29T01:59:59.123Z');
  const texts = [
    'plain',
    '',
    'NULL',
    'with "quotes"',
    'back\\slash',
    'a,b',
    '{curly}',
    ' space ',
    'ümlaut 🫖',
    "it's",
    'line\nbreak',
  ];

  it.each<[string, string, unknown]>([
    ['text', 'text', texts.join('|')],
    ['text[]', 'text[]', [...texts, null]],
    ['an empty text[]', 'text[]', []],
    ['uuid[]', 'uuid[]', ['0192f0c1-0000-7000-8000-000000000001', '0192f0c1-0000-7000-8000-000000000002']],
    ['int4', 'int4', -2_147_483_648],
    ['int4[]', 'int4[]', [1, -2, 3]],
    ['int8', 'int8', Number.MAX_SAFE_INTEGER],
    ['int8[]', 'int8[]', [Number.MIN_SAFE_INTEGER, 0]],
    ['boolean', 'boolean', false],
    ['boolean[]', 'boolean[]', [true, false]],
    ['timestamptz', 'timestamptz', when],
    ['timestamptz[]', 'timestamptz[]', [when]],
    ['a jsonb object', 'jsonb', { text: texts, nested: { none: null, many: [1, 2.5, true] } }],
    ['a jsonb array', 'jsonb', [{ sku: 'TEA-1', quantity: 2 }]],
    ['null', 'text', null],
  ])('%s', async (_, type, value) => {
    const { rows } = await open().run<{ back: unknown }>(`select $1::${type} as back`, [value]);
    expect(rows).toEqual([{ back: value }]);
  });

  it('a whole number too large for JavaScript is refused, not rounded', async () => {
    await expect(open().sql`select 9007199254740993::int8 as large`).rejects.toThrow();
  });

  it('a value that has no form on the wire fails its own statement', async () => {
    const session = open();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await expect(session.run('select $1::jsonb', [circular])).rejects.toThrow();
    await expect(session.run('select $1::text', [undefined])).rejects.toThrow();
    await expect(open().sql`select 1 as one`).resolves.toEqual([{ one: 1 }]);
  });
});

describe('a session', () => {
  it('that loses its backend rejects what is pending and refuses what comes later', async () => {
    const session = open();
    const pending = session.sql`select pg_sleep(5)`;
    const queued = session.sql`select 2`;
    const settled = Promise.allSettled([pending, queued]);
    const kill = () =>
      cloned.admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(5)'`;
    await eventually(kill, { satisfies: (killed) => killed.length === 1 });
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(session.sql`select 3`).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  it('takes a script of several statements, and leaves no transaction open where it fails', async () => {
    const session = open();
    await session.run('begin; create table scripted (id int); commit');
    await expect(session.run('begin; insert into scripted values (1); select 1 / 0; commit')).rejects.toThrow('division by zero');
    await expect(session.sql`select count(*) from scripted`).resolves.toEqual([{ count: 0 }]);
  });

  it('refuses a write outside a transaction where it was told to', async () => {
    const session = open({ writesOutsideTransactions: false });
    await expect(session.run('create table stray (id int)')).rejects.toThrow('read-only transaction');
    await session.run('begin read write');
    await session.run('create table wanted (id int)');
    await expect(session.run('commit')).resolves.toMatchObject({ command: 'COMMIT' });
  });
});

describe('a server that is not there', () => {
  it('refuses the connection: the session says that the database is unavailable', async () => {
    const session = open({ url: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(session.sql`select 1`).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(session.dead).toBe(true);
  });

  it.each<[string, (socket: Socket) => unknown]>([
    ['hangs up at once', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['hangs up in the middle of the greeting', (socket) => socket.once('data', () => socket.end('R'))],
    ['never answers', (socket) => socket.resume()],
  ])('%s: the session gives up, and does not try again by itself', async (_, behave) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
      behave(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const session = open({ url: `postgres://nobody@127.0.0.1:${port}/none`, connectTimeoutMs: 200 });
    await expect(session.sql`select 1`).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(session.sql`select 2`).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(connections).toBe(1);
  });
});
