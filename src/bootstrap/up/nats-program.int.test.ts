import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { freePort } from '../free-port.ts';
import { isAlive } from '../postgres/running-server.ts';
import { type BrokerUser, natsServerConfig } from '../relay/nats-server-config.ts';
import { natsProgram, natsServer } from './nats-program.ts';

const USERS = [{ name: 'payments', password: 'secret', modules: ['payments'] }];

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-nats-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function broker(users: readonly BrokerUser[], more = '') {
  const [directory, port] = [await newDirectory(), await freePort()];
  const config = `${natsServerConfig({ host: '127.0.0.1', port, storeDirectory: directory, users })}${more}`;
  const said: string[] = [];
  const options = { directory, port, config, binary: natsServer(''), say: (line: string) => said.push(line) };
  return { directory, said, program: natsProgram(options) };
}

const serverIn = async (directory: string) => Number(await readFile(join(directory, 'nats.pid'), 'utf8'));

describe('a broker of our own', () => {
  it('lets in whom its configuration names, and ends when it is stopped', async () => {
    const { program } = await broker(USERS);
    const { url, stop, ended } = await program.start(new AbortController().signal);
    onTestFinished(stop);
    const connection = await connect({ servers: url, user: 'payments', pass: 'secret' });
    expect(connection.info?.jetstream).toBe(true);
    await connection.close();
    await expect(connect({ servers: url, user: 'payments', pass: 'wrong' })).rejects.toThrow(/authorization/i);
    await stop();
    await ended;
  });

  it('says when it was killed, and can be started again at the same address', async () => {
    const { directory, program } = await broker([]);
    const { url, ended } = await program.start(new AbortController().signal);
    process.kill(await serverIn(directory), 'SIGKILL');
    expect(await ended).toBe('exit code 137');
    const again = await program.start(new AbortController().signal);
    onTestFinished(() => again.stop());
    expect(again.url).toBe(url);
  });

  it('that refuses its configuration says why', async () => {
    const { program } = await broker([], 'nonsense: true\n');
    await expect(program.start(new AbortController().signal)).rejects.toThrow(/nats-server did not start: .*unknown field/);
  });

  it('does not outlive a process that was killed', async () => {
    const directory = await newDirectory();
    const holder = spawn(process.execPath, [resolve(import.meta.dirname, 'testing/hold-broker.ts'), directory], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const server = await serverIn(directory);
    holder.kill('SIGKILL');
    await eventually(() => isAlive(server), { is: false, withinMs: 20_000 });
  });

  it('is asked for in words where the machine has none', () => {
    expect(() => natsServer('/nowhere', [])).toThrow(
      'nats-server is not installed: apt-get install nats-server, or brew install nats-server. Or set NATS_URL to a server of your own.',
    );
  });
});
