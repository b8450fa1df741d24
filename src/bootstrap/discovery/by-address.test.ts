import { expect, it } from 'vitest';
import { Topology } from '../topology/topology.ts';
import { byAddress, targetsOf } from './by-address.ts';
import type { Instance } from './instance.ts';

it('a process is where the topology says, and a process without modules is none to pass requests on to', async () => {
  const topology = Topology.parse({
    processes: {
      gateway: { gateway: true, address: '127.0.0.1:3000' },
      shop: { gateway: true, modules: ['catalog'], address: '127.0.0.1:3001' },
      stock: { modules: ['inventory', 'shipping'], address: 'stock.internal:3002' },
    },
    databases: { shop: { url: 'DATABASE_URL', modules: ['catalog', 'inventory', 'shipping'] } },
  });
  let found: readonly Instance[] = [];
  await byAddress(targetsOf(topology, 'shop')).start((instances) => {
    found = instances;
  });
  expect(found).toEqual([
    {
      id: 'stock@stock.internal:3002',
      process: 'stock',
      modules: ['inventory', 'shipping'],
      address: 'stock.internal:3002',
      metadata: {},
    },
  ]);
});
