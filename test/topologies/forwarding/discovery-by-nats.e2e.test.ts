import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { byNats } from '../../../src/bootstrap/discovery/by-nats.ts';
import type { Instance } from '../../../src/bootstrap/discovery/instance.ts';
import { registerInNats } from '../../../src/bootstrap/discovery/register-in-nats.ts';
import { Broker } from '../../../src/bootstrap/relay/broker.ts';
import { brokerConnection, brokerSettings } from '../../../src/bootstrap/relay/broker-settings.ts';
import { type NatsServer, startNatsServer } from '../../support/nats-server.ts';

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

const SETTINGS = z.object(brokerSettings).parse({});
const complain = () => undefined;
const WAIT_MS = 20_000;

function startBroker(name: string): Broker {
  const broker = brokerOf(name);
  broker.start();
  return broker;
}

function brokerOf(name: string): Broker {
  const broker = new Broker({ ...brokerConnection(server.url, SETTINGS), name, log: silentLog, complain });
  onTestFinished(() => broker.stop());
  return broker;
}

function instanceOf(process: string, port: number): Instance {
  const metadata = { version: '1.2.3', startedAt: '2026-01-01T00:00:00.000Z' };
  return { id: newId(), process, modules: [process, `${process}-too`], address: `10.0.0.2:${port}`, metadata };
}

/** An instance that answers; ending its broker is what killing its process does. */
async function registered(instance: Instance) {
  const broker = startBroker(instance.process);
  const registration = registerInNats({ broker, instance, complain });
  await registration.start();
  return { broker, registration };
}

async function watching() {
  let instances: readonly Instance[] = [];
  const broker = startBroker('gateway');
  const discovery = byNats({ broker, self: 'gateway', complain, everyMs: 20, answerWithinMs: 200 });
  await discovery.start((found) => {
    instances = found;
  });
  onTestFinished(() => discovery.stop());
  return () => instances;
}

describe('an instance that answers on NATS', () => {
  it('is found with all that it says of itself, and is gone as soon as it leaves', async () => {
    const instances = await watching();
    const [orders, stock] = [instanceOf('orders', 3104), instanceOf('stock', 3103)];
    const [leaving, staying] = [await registered(orders), await registered(stock)];
    const both = [orders, stock].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await eventually(instances, { is: both, withinMs: WAIT_MS });
    await leaving.registration.stop();
    await eventually(instances, { is: [stock], withinMs: WAIT_MS });
    await staying.registration.stop();
    await eventually(instances, { is: [], withinMs: WAIT_MS });
  });

  it('is gone as soon as its connection is', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', 3104);
    const { broker } = await registered(orders);
    await eventually(instances, { is: [orders], withinMs: WAIT_MS });
    await broker.stop();
    await eventually(instances, { is: [], withinMs: WAIT_MS });
  });

  it('is nobody to itself', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', 3104);
    await registered(instanceOf('gateway', 3000));
    await registered(orders);
    await eventually(instances, { is: [orders], withinMs: WAIT_MS });
  });

  it('is still known while the broker is away, and found again when it is back', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', 3104);
    const { registration } = await registered(orders);
    await eventually(instances, { is: [orders], withinMs: WAIT_MS });
    await server.kill();
    const late = instanceOf('late', 3105);
    const { registration: lateOne } = await registered(late);
    expect(instances()).toEqual([orders]);
    await server.start();
    const both = [orders, late].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await eventually(instances, { is: both, withinMs: WAIT_MS });
    await registration.stop();
    await lateOne.stop();
  });
});

describe('a gateway that starts before its broker is reached', () => {
  it('looks as soon as it is, and not only when it would look again', async () => {
    const orders = instanceOf('orders', 3104);
    const { broker: itsBroker } = await registered(orders);
    await eventually(() => itsBroker.usable !== undefined, { is: true, withinMs: WAIT_MS });
    await itsBroker.usable?.flush();
    const broker = brokerOf('gateway');
    let instances: readonly Instance[] = [];
    const discovery = byNats({ broker, self: 'gateway', complain, everyMs: 1_000_000, answerWithinMs: 200 });
    onTestFinished(() => discovery.stop());
    await discovery.start((found) => {
      instances = found;
    });
    expect(instances).toEqual([]);
    broker.start();
    await eventually(() => instances, { is: [orders], withinMs: WAIT_MS });
  });
});

describe('the tools of NATS', () => {
  it.each(['PING', 'INFO', 'STATS'])('see instances as services: %s, asked of all, of the kind, or of one', async (verb) => {
    const orders = instanceOf('orders', 3104);
    const { broker } = await registered(orders);
    await eventually(() => broker.usable !== undefined, { is: true, withinMs: WAIT_MS });
    await broker.usable?.flush();
    const tool = await connect({ servers: server.address });
    onTestFinished(() => tool.close());
    for (const whom of ['', '.tessera', `.tessera.${orders.id}`]) {
      const reply = await tool.request(`$SRV.${verb}${whom}`, '', { timeout: WAIT_MS });
      expect(reply.json()).toMatchObject({
        type: `io.nats.micro.v1.${verb.toLowerCase()}_response`,
        name: 'tessera',
        id: orders.id,
        version: '1.2.3',
        metadata: { process: 'orders', modules: 'orders,orders-too', address: '10.0.0.2:3104' },
        ...FURTHER[verb],
      });
    }
  });
});

const FURTHER: Record<string, object> = {
  INFO: { endpoints: [] },
  STATS: { endpoints: [], started: '2026-01-01T00:00:00.000Z' },
};
