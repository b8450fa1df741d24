import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { isAlive } from '../../../src/bootstrap/postgres/running-server.ts';
import { addressOf, Topology } from '../../../src/bootstrap/topology/topology.ts';
import { newDataDirectory } from '../../lifecycle/shop-process.ts';
import { movedTopology } from './moved-topology.ts';
import { type RunningUp, runUp, startUp } from './running-topology.ts';

const Products = z.object({ data: z.array(z.unknown()) });

describe('a topology on one machine', { timeout: 400_000 }, () => {
  it('comes up filled, starts again what dies, and stops from the gateway inwards', async () => {
    const up = await startUp(await movedTopology('mixed', newDataDirectory()));
    const { url, environment } = up.described;
    expect(Products.parse(await (await fetch(new URL('/v1/products', url))).json()).data).not.toHaveLength(0);
    expect(await schemasIn(environment.PAYMENTS_DATABASE_URL)).toEqual(['payments']);
    expect(await schemasIn(environment.DATABASE_URL)).toEqual(['gateway', 'orders']);

    process.kill(processOf(up, 'payments').pid, 'SIGKILL');
    process.kill(await brokerOf(up), 'SIGKILL');
    await eventually(() => said(up, 'payments is back') && said(up, 'broker is back'), { is: true, withinMs: 120_000 });
    expect((await fetch(new URL('/health', processOf(up, 'payments').url))).status).toBe(200);

    up.kill('SIGTERM');
    expect(await up.ended).toEqual({ code: 0, signal: null });
    const stopped = up.lines().filter(({ msg }) => msg === 'stopped');
    expect(stopped.map((line) => line.process)).toEqual(['shop', expect.any(String), expect.any(String), 'up']);
  });

  it('leaves nothing behind where it is killed itself', async () => {
    const up = await startUp(await movedTopology('mixed', newDataDirectory()));
    const left = [await brokerOf(up), await postmasterOf(up), ...up.described.processes.map(({ pid }) => pid)];
    onTestFinished(() => {
      for (const pid of left.filter(isAlive)) process.kill(pid, 'SIGKILL');
    });
    up.kill('SIGKILL');
    await eventually(() => left.filter(isAlive), { is: [], withinMs: 60_000 });
  });

  it('does not begin where one of its addresses is taken, and says whose', async () => {
    const file = await movedTopology('mixed', newDataDirectory());
    const { processes } = Topology.parse(JSON.parse(await readFile(file, 'utf8')));
    const address = processes.payments?.address ?? '';
    const other = createServer().listen(addressOf(address).port, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const up = runUp(file);
    expect(await up.ended).toEqual({ code: 2, signal: null });
    expect(up.stderr()).toContain(`${address}, the address of payments, is taken by another program`);
  });
});

function processOf({ described }: RunningUp, name: string) {
  const found = described.processes.find((process) => process.name === name);
  if (!found) throw new Error(`there is no process ${name}`);
  return found;
}

function said(up: RunningUp, message: string): boolean {
  return up.lines().some(({ process, msg }) => process === 'up' && msg === message);
}

async function brokerOf({ dataDirectory }: RunningUp): Promise<number> {
  return Number(await readFile(join(dataDirectory, 'nats/nats.pid'), 'utf8'));
}

async function postmasterOf({ dataDirectory }: RunningUp): Promise<number> {
  return Number((await readFile(join(dataDirectory, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function schemasIn(url = ''): Promise<readonly string[]> {
  const found = await onServer(
    url,
    (session) => session.sql<{ name: string }>`
      select nspname::text as name from pg_namespace where nspname in ('orders', 'payments', 'gateway') order by 1`,
  );
  return found.map(({ name }) => name);
}
