import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { readTopology } from '../../../src/bootstrap/topology/read-topology.ts';
import { type ComposeProject, composeProject } from './compose.ts';
import { buy, isConfirmed, sell } from './customer.ts';
import { becomeHealthy, leaveNothing } from './docker.ts';
import { madeSecrets, type Secrets } from './secrets.ts';

const afterwards = leaveNothing();
const { processes, databases } = readTopology(
  'topologies/compose.json',
  modules.map(({ name }) => name),
);

describe('the shop of docker-compose.split.yml', { timeout: 180_000 }, () => {
  let secrets: Secrets;
  let project: ComposeProject;
  const urlOf = async () => `http://${await project.run('port', 'gateway', '3000')}`;
  const admin = () => ({ email: 'admin@example.com', password: secrets.read('admin-password') });
  const areHealthy = async (...names: readonly string[]) =>
    becomeHealthy(...(await project.run('ps', '--quiet', ...names)).split('\n'));

  beforeAll(async () => {
    secrets = await madeSecrets(Object.keys(databases));
    afterwards(() => secrets.remove());
    project = composeProject('docker-compose.split.yml', { TESSERA_SECRETS: secrets.directory });
    afterwards(() => project.run('down', '--volumes', '--timeout', '10'));
    await project.run('up', '--detach', '--no-build');
    await areHealthy(...Object.keys(processes));
  }, 600_000);

  it('sees an order through, over seven modules and as many databases', async () => {
    const url = await urlOf();
    await isConfirmed(url, await buy(url, await sell(url, admin())));
  });

  it('answers for the modules that are there while one is stopped, and finishes the order when it is back', async () => {
    const url = await urlOf();
    const sku = await sell(url, admin());
    await project.run('stop', 'shipping');
    const order = await buy(url, sku);
    expect(order.status).toBe('pending');
    expect((await fetch(`${url}/v1/products`)).status).toBe(200);
    await eventually(async () => (await fetch(`${url}/v1/shipments?orderId=${order.id}`)).status, { is: 503, withinMs: 30_000 });
    await project.run('start', 'shipping');
    await areHealthy('shipping');
    await isConfirmed(url, order);
  });

  it('lets nobody speak to a module who is no process of the shop', async () => {
    const ask = (scheme: string) => {
      const script = `fetch('${scheme}://inventory:3000/health').then(() => console.log('answered'), ({ cause }) => console.log(cause.code))`;
      return project.run('exec', '-T', '-e', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'gateway', 'node', '-e', script);
    };
    // Hung up on: neither is it answered, nor is nobody there.
    for (const scheme of ['http', 'https']) expect(await ask(scheme)).toMatch(/^(UND_ERR_SOCKET|ECONNRESET|ERR_SSL_\w+)$/);
  });
});
