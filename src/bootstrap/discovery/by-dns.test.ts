import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { byDns } from './by-dns.ts';
import type { Instance } from './instance.ts';

const orders = { process: 'orders', modules: ['orders'], address: 'orders.internal:3104' };
const stock = { process: 'stock', modules: ['inventory'], address: 'stock.internal:3103' };

/** A name server that says what the test wants; a host without addresses is not known to it. */
function nameServer(hosts: Record<string, readonly string[]>) {
  return {
    hosts,
    resolve: async (host: string) => {
      const found = hosts[host];
      if (found === undefined) throw new Error(`queryA ENOTFOUND ${host}`);
      return found;
    },
  };
}

async function discovering(hosts: Record<string, readonly string[]>) {
  const server = nameServer(hosts);
  const complaints: string[] = [];
  let instances: readonly Instance[] = [];
  let told = 0;
  const discovery = byDns([orders, stock], { resolve: server.resolve, everyMs: 5, complain: (what) => complaints.push(what) });
  await discovery.start((found) => {
    instances = found;
    told += 1;
  });
  const addresses = () => instances.map(({ process, address }) => `${process} ${address}`);
  return { hosts: server.hosts, complaints, addresses, told: () => told, stop: () => discovery.stop() };
}

describe('discovery by DNS', () => {
  it('finds an instance at each address of a host, of either family, on the port of the topology', async () => {
    const { addresses, stop } = await discovering({ 'orders.internal': ['10.0.0.2', 'fd00::1'], 'stock.internal': ['10.0.0.3'] });
    expect(addresses()).toEqual(['orders 10.0.0.2:3104', 'orders [fd00::1]:3104', 'stock 10.0.0.3:3103']);
    await stop();
  });

  it('follows what changes, and says nothing of what does not', async () => {
    const { hosts, addresses, told, stop } = await discovering({
      'orders.internal': ['10.0.0.2'],
      'stock.internal': ['10.0.0.3'],
    });
    hosts['orders.internal'] = ['10.0.0.2', '10.0.0.4'];
    await eventually(addresses, { is: ['orders 10.0.0.2:3104', 'orders 10.0.0.4:3104', 'stock 10.0.0.3:3103'] });
    hosts['orders.internal'] = ['10.0.0.4', '10.0.0.2'];
    hosts['stock.internal'] = ['10.0.0.5'];
    await eventually(addresses, { is: ['orders 10.0.0.2:3104', 'orders 10.0.0.4:3104', 'stock 10.0.0.5:3103'] });
    expect(told()).toBe(3);
    await stop();
  });

  it('keeps the addresses of a host that is not answered for, and knows nothing of one that never was', async () => {
    const { hosts, addresses, complaints, stop } = await discovering({ 'orders.internal': ['10.0.0.2'] });
    expect(addresses()).toEqual(['orders 10.0.0.2:3104']);
    expect(complaints[0]).toMatch(/the host of stock cannot be looked up/);
    delete hosts['orders.internal'];
    hosts['stock.internal'] = ['10.0.0.3'];
    await eventually(addresses, { is: ['orders 10.0.0.2:3104', 'stock 10.0.0.3:3103'] });
    await stop();
  });
});
