import { describe, expect, it, onTestFinished } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { byPostgres, registerInPostgres } from './by-postgres.ts';
import type { Instance } from './instance.ts';

const cloned = clonedDatabase();
const EVERY_MS = 20;

function instanceOf(process: string, address: string): Instance {
  const metadata = { version: '1.2.3', startedAt: '2026-01-01T00:00:00.000Z' };
  return { id: newId(), process, modules: [process, `${process}-too`], address, metadata };
}

async function registered(instance: Instance, everyMs = EVERY_MS) {
  const registration = registerInPostgres({ url: cloned.url, instance, complain: fail, everyMs });
  await registration.start();
  return registration;
}

async function watching() {
  let instances: readonly Instance[] = [];
  const discovery = byPostgres({ url: cloned.url, self: 'gateway', complain: fail, everyMs: EVERY_MS });
  await discovery.start((found) => {
    instances = found;
  });
  onTestFinished(() => discovery.stop());
  return () => instances;
}

function fail(what: string, error: unknown): never {
  throw new Error(what, { cause: error });
}

describe('an instance that writes itself down', () => {
  it('is found with all that it says of itself, and is gone when it leaves', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', '10.0.0.2:3104');
    const leaving = await registered(orders);
    await eventually(instances, { is: [orders] });
    await leaving.stop();
    await eventually(instances, { is: [] });
  });

  it('is found once at an address, whoever was there before', async () => {
    const instances = await watching();
    // Killed: it says no more, and took no leave.
    const killed = await registered(instanceOf('orders', '10.0.0.3:3104'), 1_000_000);
    await eventually(() => instances().length, { is: 1 });
    const next = instanceOf('orders', '10.0.0.3:3104');
    const registration = await registered(next);
    await eventually(instances, { is: [next] });
    await killed.stop();
    expect(instances()).toEqual([next]);
    await registration.stop();
  });

  it('is gone half a minute after its last word, by the clock of the database', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', '10.0.0.4:3104');
    const registration = await registered(orders, 1_000_000);
    await eventually(instances, { is: [orders] });
    await cloned.admin.sql`update gateway.instances set seen_at = now() - interval '31 seconds'`;
    await eventually(instances, { is: [] });
    await registration.stop();
  });

  it('is back with its next word, even where its row was lost', async () => {
    const instances = await watching();
    const orders = instanceOf('orders', '10.0.0.5:3104');
    const registration = await registered(orders);
    await cloned.admin.sql`delete from gateway.instances`;
    await eventually(instances, { is: [orders] });
    await registration.stop();
  });

  it('is nobody to itself', async () => {
    const instances = await watching();
    const [self, orders] = [instanceOf('gateway', '10.0.0.6:3000'), instanceOf('orders', '10.0.0.6:3104')];
    const registrations = await Promise.all([registered(self), registered(orders)]);
    await eventually(instances, { is: [orders] });
    for (const registration of registrations) await registration.stop();
  });
});

describe('a database that does not answer', () => {
  it('leaves known who was known', async () => {
    const complaints: string[] = [];
    const complain = (what: string) => complaints.push(what);
    let instances: readonly Instance[] = [];
    const orders = instanceOf('orders', '10.0.0.8:3104');
    const registration = await registered(orders, 1_000_000);
    const discovery = byPostgres({ url: cloned.url, self: 'gateway', complain, everyMs: EVERY_MS });
    await discovery.start((found) => {
      instances = found;
    });
    await cloned.admin.sql`alter table gateway.instances rename to instances_that_are_away`;
    await eventually(() => complaints.length, { satisfies: (count) => count > 1 });
    expect([instances, complaints[0]]).toEqual([[orders], 'instances cannot be looked for; those known last are used']);
    await cloned.admin.sql`alter table gateway.instances_that_are_away rename to instances`;
    await registration.stop();
    await eventually(() => instances, { is: [] });
    await discovery.stop();
  });

  it('keeps no process from starting, or from stopping', async () => {
    const complaints: string[] = [];
    const refused = registerInPostgres({
      url: cloned.url.replace(/:\d+\//, ':1/'),
      instance: instanceOf('orders', '10.0.0.7:3104'),
      complain: (what) => complaints.push(what),
      everyMs: EVERY_MS,
    });
    await refused.start();
    await refused.stop();
    expect(complaints[0]).toMatch(/cannot be written down/);
  });
});
