import { beforeAll, describe, expect, it } from 'vitest';
import { type ComposeProject, composeProject } from './compose.ts';
import { buy, isConfirmed, sell } from './customer.ts';
import { becomeHealthy, leaveNothing } from './docker.ts';
import { madeSecrets, type Secrets } from './secrets.ts';

const afterwards = leaveNothing();

describe('the shop of docker-compose.yml', { timeout: 120_000 }, () => {
  let secrets: Secrets;
  let project: ComposeProject;

  beforeAll(async () => {
    secrets = await madeSecrets();
    afterwards(() => secrets.remove());
    project = composeProject('docker-compose.yml', { TESSERA_SECRETS: secrets.directory });
    afterwards(() => project.run('down', '--volumes', '--timeout', '10'));
    await project.run('up', '--detach', '--no-build');
    await becomeHealthy(await project.run('ps', '--quiet', 'shop'));
  }, 600_000);

  it('has migrated before it serves, and sees an order through', async () => {
    const url = `http://${await project.run('port', 'shop', '3000')}`;
    const admin = { email: 'admin@example.com', password: secrets.read('admin-password') };
    await isConfirmed(url, await buy(url, await sell(url, admin)));
  });

  it('finds nothing wrong with itself', async () => {
    expect(await project.run('exec', '-T', 'shop', 'tessera', 'doctor')).toContain('nothing is wrong');
  });
});
