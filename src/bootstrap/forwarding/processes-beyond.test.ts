import { describe, expect, it } from 'vitest';
import { Topology } from '../topology/topology.ts';
import { processesBeyond } from './processes-beyond.ts';

const topology = Topology.parse({
  processes: {
    gateway: { gateway: true, address: '127.0.0.1:3000' },
    shop: { gateway: true, modules: ['catalog', 'orders'], address: '127.0.0.1:3001' },
    stock: { modules: ['inventory'], address: '127.0.0.1:3002' },
    money: { modules: ['payments', 'shipping'], address: '127.0.0.1:3003' },
  },
  databases: {
    shop: { url: 'DATABASE_URL', modules: ['catalog', 'orders', 'inventory'] },
    money: { url: 'MONEY_DATABASE_URL', modules: ['payments', 'shipping'] },
  },
  broker: {},
});

describe('beyond a process', () => {
  it('there are all others with modules, and the databases that it does not work with', () => {
    expect(processesBeyond(topology, 'shop')).toEqual({ processes: ['inventory', 'payments'], databases: [['payments']] });
  });

  it('there is everything where it has no modules', () => {
    expect(processesBeyond(topology, 'gateway')).toEqual({
      processes: ['catalog', 'inventory', 'payments'],
      databases: [['catalog', 'inventory'], ['payments']],
    });
  });
});
