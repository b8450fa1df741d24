import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { startEmbeddedPostgres } from './embedded.ts';
import { isAlive } from './running-server.ts';

const ask = (url: string) => onServer(url, (session) => session.sql`select count(*) from kept`);
const postmasterOf = async (directory: string) =>
  Number((await readFile(join(directory, 'data/postmaster.pid'), 'utf8')).split('\n')[0]);

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-embedded-'));
  await chmod(directory, 0o755);
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function serveInChild(directory: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'testing/serve.ts'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}

it('keeps its data from one start to the next, and its password to itself', async () => {
  const directory = await newDirectory();
  const first = await startEmbeddedPostgres({ directory, durable: false });
  await onServer(first.url, (session) => session.run('create table kept as select 1 as one'));
  await first.stop();
  const second = await startEmbeddedPostgres({ directory, durable: false });
  await expect(ask(second.url)).resolves.toEqual([{ count: 1 }]);
  await second.stop();
  expect((await stat(join(directory, 'data/tessera.password'))).mode & 0o777).toBe(0o600);
});

it('listens on loopback and on a socket among its data only, and asks for the password on both', async () => {
  const directory = await newDirectory();
  const server = await startEmbeddedPostgres({ directory, durable: false });
  onTestFinished(() => server.stop());
  const settings = await onServer(
    server.url,
    (session) => session.sql`
    select current_setting('listen_addresses') as address, current_setting('unix_socket_directories') as sockets,
      inet_server_addr() as "reachedAt"`,
  );
  expect(settings).toEqual([{ address: '127.0.0.1', sockets: join(directory, 'data'), reachedAt: null }]);
  const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).href;
  await expect(ask(wrong)).rejects.toThrow('password authentication failed');
  await expect(ask(Object.assign(new URL(wrong), { search: '' }).href)).rejects.toThrow('password authentication failed');
});

it('is reached by TCP alone where the name of a socket would be too long', async () => {
  const directory = join(await newDirectory(), 'a'.repeat(80));
  const server = await startEmbeddedPostgres({ directory, durable: false });
  onTestFinished(() => server.stop());
  expect(new URL(server.url).search).toBe('');
  await expect(onServer(server.url, (session) => session.sql`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
});

it('makes databases by any name, each once, and says when it is gone', async () => {
  const server = await startEmbeddedPostgres({ directory: await newDirectory(), durable: false });
  onTestFinished(() => server.stop());
  const url = await server.database('tessera_front-desk');
  await onServer(url, (session) => session.run('create table kept as select 1 as one'));
  await expect(ask(await server.database('tessera_front-desk'))).resolves.toEqual([{ count: 1 }]);
  await expect(ask(server.url)).rejects.toThrow('does not exist');
  await server.stop();
  await server.ended;
});

it('is shared by the processes that start it on the same directory', async () => {
  const directory = await newDirectory();
  const { child, url } = await serveInChild(directory);
  const mine = await startEmbeddedPostgres({ directory, durable: false });
  expect(mine.url).toBe(url);
  await mine.stop();
  await onServer(url, (session) => session.run('create table kept as select 1 as one'));
  child.stdin?.end();
  await once(child, 'exit');
});

it('does not outlive a process that was killed, nor keep the next one from starting', async () => {
  const directory = await newDirectory();
  const { child, url } = await serveInChild(directory);
  await onServer(url, (session) => session.run('create table kept as select 1 as one'));
  const postmaster = await postmasterOf(directory);
  child.kill('SIGKILL');
  const next = await startEmbeddedPostgres({ directory, durable: false });
  onTestFinished(() => next.stop());
  await expect(ask(next.url)).resolves.toEqual([{ count: 1 }]);
  await eventually(() => isAlive(postmaster), { is: false });
});

it('starts after the server itself was killed and left its lock behind, and has lost nothing', async () => {
  const directory = await newDirectory();
  const first = await startEmbeddedPostgres({ directory });
  await onServer(first.url, (session) => session.run('create table kept as select 1 as one'));
  const postmaster = await postmasterOf(directory);
  process.kill(postmaster, 'SIGKILL');
  await eventually(() => isAlive(postmaster), { is: false });
  const second = await startEmbeddedPostgres({ directory });
  onTestFinished(() => second.stop());
  await expect(ask(second.url)).resolves.toEqual([{ count: 1 }]);
});

it('starts in a directory that only its owner may enter', async () => {
  const directory = join(await newDirectory(), 'closed');
  await mkdir(directory, { mode: 0o700 });
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), durable: false });
  await onServer(server.url, (session) => session.sql`select 1`);
  await server.stop();
});
