import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { type Correspondent, crossings } from './crossings.ts';
import { describeTopology } from './describe-topology.ts';
import { drawTopology } from './draw-topology.ts';
import { Topology } from './topology.ts';

const placed = defineEvent('orders.order-placed.v1', z.strictObject({}));
const confirmed = defineEvent('orders.order-confirmed.v1', z.strictObject({}));
const captured = defineEvent('payments.payment-captured.v1', z.strictObject({}));
const capture = defineCommand('payments.capture-payment.v1', z.strictObject({}));

const modules: readonly Correspondent[] = [
  { name: 'orders', publishes: [placed, confirmed], hears: [captured], receives: [] },
  { name: 'payments', publishes: [captured], hears: [placed], receives: [capture] },
  { name: 'mails', publishes: [], hears: [placed, confirmed], receives: [] },
];

const topology = Topology.parse({
  processes: {
    'front-door': { gateway: true, modules: ['orders', 'mails'], address: '127.0.0.1:3000' },
    payments: { modules: ['payments'], address: '127.0.0.1:3101' },
  },
  databases: {
    shop: { url: 'DATABASE_URL', modules: ['orders', 'mails', 'gateway'] },
    payments: { url: 'PAYMENTS_URL', modules: ['payments'] },
  },
  broker: {},
});

describe('what passes the broker', () => {
  it('are the events that a module of another database hears, and the commands that one could send', () => {
    expect(crossings(topology, modules)).toEqual([
      { kind: 'events', from: 'payments', to: 'orders', types: [captured.type] },
      { kind: 'events', from: 'orders', to: 'payments', types: [placed.type] },
      { kind: 'commands', from: undefined, to: 'payments', types: [capture.type] },
    ]);
  });

  it('is nothing where all modules share a database', () => {
    const together = { shop: { url: 'DATABASE_URL', modules: ['orders', 'mails', 'payments'] } };
    expect(crossings({ ...topology, databases: together }, modules)).toEqual([]);
  });

  it('is drawn with the processes and databases that it passes between', () => {
    expect(drawTopology(describeTopology(topology, modules)).split('\n')).toEqual(
      expect.arrayContaining([
        '  subgraph process_front_door["front-door 127.0.0.1:3000"]',
        '  client --> process_front_door',
        '  process_front_door --> process_payments',
        '  process_front_door --- database_shop',
        '  process_front_door -. "1 events" .-> broker',
        '  broker -. "1 events, 1 commands" .-> process_payments',
      ]),
    );
  });
});
