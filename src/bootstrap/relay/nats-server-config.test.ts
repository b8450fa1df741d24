import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { topologyNats } from '../cli/commands/topology-nats.ts';
import { natsServerConfig } from './nats-server-config.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('the configuration of a broker', () => {
  it('for the split topology is what deploy/nats holds', async () => {
    const cli = { json: false, say: () => undefined, progress: () => ({ report: () => undefined, end: () => undefined }) };
    const input = { file: join(ROOT, 'topologies/split.json'), tls: '/etc/nats/tls' };
    const { text } = await topologyNats.run(input, cli);
    const shipped = readFileSync(join(ROOT, 'deploy/nats/split.conf'), 'utf8');
    expect(`${text}\n`, 'bring it up to date: the command is in docs/broker.md').toBe(shipped);
  });

  it('opens to a process what its modules hear of others, and to those what they say themselves', () => {
    const config = natsServerConfig({
      port: 4222,
      storeDirectory: '/data',
      users: [
        { name: 'shop', password: 'a', modules: ['orders'] },
        { name: 'mail', password: 'b', modules: ['notifications'] },
      ],
    });
    expect(config).toContain('{ service: "tessera.orders.notifications.>", accounts: ["mail"] }');
    expect(config).toContain('{ service: { account: "mail", subject: "tessera.notifications.orders.>" } }');
    expect(config).not.toContain('sync_interval');
  });

  it('without users asks nobody who he is', () => {
    expect(natsServerConfig({ host: '127.0.0.1', port: 4222, storeDirectory: '/data' })).not.toContain('accounts');
  });
});
