import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../free-port.ts';
import { Topology } from '../topology/topology.ts';
import { assertAddressesFree } from './addresses.ts';

const atAddresses = (addresses: Readonly<Record<string, string>>) =>
  Topology.parse({
    processes: Object.fromEntries(Object.entries(addresses).map(([name, address]) => [name, { address }])),
    databases: {},
  });

it('refuses addresses that are taken, or not of this machine, and says whose they are', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : 0;
  await expect(
    assertAddressesFree(
      atAddresses({ gateway: `127.0.0.1:${await freePort()}`, orders: `127.0.0.1:${taken}`, payments: '192.0.2.1:3101' }),
    ),
  ).rejects.toThrow(
    `127.0.0.1:${taken}, the address of orders, is taken by another program: end that, or give orders another address; ` +
      '192.0.2.1:3101, the address of payments, is not on this machine: tessera up starts all processes here',
  );
});

it('takes addresses that are free', async () => {
  await expect(assertAddressesFree(atAddresses({ gateway: `127.0.0.1:${await freePort()}` }))).resolves.toBeUndefined();
});
