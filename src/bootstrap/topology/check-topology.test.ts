import { describe, expect, it } from 'vitest';
import { checkTopology } from './check-topology.ts';
import { Topology } from './topology.ts';

const MODULES = ['orders', 'payments'];
const split = {
  processes: {
    gateway: { gateway: true, address: '127.0.0.1:3000' },
    orders: { modules: ['orders'], address: '127.0.0.1:3101' },
    payments: { modules: ['payments'], address: 'localhost:3102' },
  },
  databases: {
    orders: { url: 'ORDERS_URL', modules: ['orders'] },
    payments: { url: 'PAYMENTS_URL', modules: ['payments'] },
  },
  broker: {},
};
const problemsOf = (changes: object) => checkTopology(Topology.parse({ ...split, ...changes }), MODULES);

describe('a topology', () => {
  it('may give each module its own process and its own database', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [
      'a module that is at work twice, one that is not at work, and one that is not there',
      { processes: { ...split.processes, payments: { modules: ['orders', 'reviews'], address: 'localhost:3102' } } },
      [
        'payments: there is no module reviews; there are orders, payments',
        'orders is in orders and payments; leave it in one process',
        'payments is in no process; add it to the modules of one',
      ],
    ],
    [
      'a process of two databases',
      { processes: { shop: { gateway: true, modules: MODULES, address: 'shop:80' } } },
      ['shop hosts modules of several databases (orders, payments); give each database a process of its own'],
    ],
    [
      'a process with nothing to do',
      { processes: { ...split.processes, spare: { address: '127.0.0.1:3103' } } },
      ['spare has nothing to do: give it modules, or make it a gateway'],
    ],
    [
      'two databases at one address, and one that nobody uses',
      {
        databases: {
          orders: { url: 'DATABASE_URL', modules: ['orders'] },
          payments: { url: 'DATABASE_URL', modules: ['payments'] },
          spare: { url: 'SPARE_URL', modules: [] },
        },
      },
      [
        'orders and payments are both at DATABASE_URL; give each its own variable',
        'spare is a database without modules; take it out',
      ],
    ],
    [
      'no broker between databases',
      { broker: undefined, discovery: { by: 'nats' } },
      ['several databases need a broker: add "broker": {}', 'discovery by nats needs a broker: add "broker": {}'],
    ],
    [
      'no place for what gateways share',
      { discovery: { by: 'postgres' } },
      ['discovery by postgres needs "gateway" among the modules of one database'],
    ],
    [
      'nobody at the door, and two at one address',
      {
        processes: {
          orders: { modules: ['orders'], address: '127.0.0.1:3101' },
          payments: { modules: ['payments'], address: '127.0.0.1:3101' },
        },
      },
      [
        'no process is a gateway, so nobody could reach the shop',
        '127.0.0.1:3101 is the address of several processes; give each its own',
      ],
    ],
    [
      'plain text between machines',
      { processes: { ...split.processes, payments: { modules: ['payments'], address: 'payments:80' } } },
      ['payments would be called in plain text at payments:80; set "transport": "mutual-tls", or an address of loopback'],
    ],
  ])('is refused with %s', (_what, changes, problems) => {
    expect(problemsOf(changes)).toEqual(problems);
  });
});
