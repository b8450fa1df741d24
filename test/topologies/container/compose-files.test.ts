import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { execute } from '../../../scripts/checks/step.ts';
import { variablesOf } from '../../../src/bootstrap/config.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { readTopology } from '../../../src/bootstrap/topology/read-topology.ts';

const TOPOLOGY = 'topologies/compose.json';
const topology = readTopology(
  TOPOLOGY,
  modules.map(({ name }) => name),
);

/** The lines of a service: what stands further in below its name. */
function serviceIn(file: string, name: string): string {
  const services = readFileSync(file, 'utf8').split(/^services:$/m)[1] ?? '';
  return new RegExp(`^  ${name}:\n((?:    .*\n|\n)*)`, 'm').exec(services)?.[1] ?? '';
}

function secretsNamedIn(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\$\{TESSERA_SECRETS:-\.\/secrets\}\/([^":]+)/g)]
    .map(([, name = '']) => name)
    .sort();
}

async function secretsMadeBy(...args: readonly string[]): Promise<readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-secrets-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const { status, output } = await execute(process.execPath, ['scripts/container/make-secrets.ts', directory, ...args]);
  expect(output).not.toContain('kept');
  expect(status).toBe(0);
  return readdirSync(directory, { recursive: true, encoding: 'utf8' });
}

function neededBy(...readers: readonly string[]): readonly string[] {
  const needed = variablesOf(modules).filter(({ reader, inProduction }) => inProduction === 'needed' && readers.includes(reader));
  return needed.map(({ name }) => `${name}_FILE: /run/secrets/`);
}

describe('docker-compose.yml', () => {
  it('has a file for each secret, which the documented command makes', async () => {
    expect(await secretsMadeBy()).toEqual(expect.arrayContaining([...secretsNamedIn('docker-compose.yml')]));
  });

  it('gives the shop what production needs', () => {
    const file = readFileSync('docker-compose.yml', 'utf8');
    for (const line of neededBy('process', ...modules.map(({ name }) => name))) expect(file).toContain(line);
  });
});

describe('docker-compose.split.yml', () => {
  const file = 'docker-compose.split.yml';

  it('has a file for each secret, which the documented command makes', async () => {
    expect(await secretsMadeBy('--topology', TOPOLOGY)).toEqual(expect.arrayContaining([...secretsNamedIn(file)]));
  });

  it.each(Object.entries(topology.processes))(
    'has a container for the process %s, with what its modules need',
    (name, { modules: its }) => {
      const service = serviceIn(file, name);
      expect(service).toContain(`TESSERA_PROCESS: ${name}\n`);
      expect(service).toContain(`/tls/${name}:/run/tls:ro"`);
      for (const line of neededBy('process', ...its)) expect(service).toContain(line);
    },
  );

  it.each(Object.entries(topology.databases))(
    'gives the database %s to its own process and to the migrations alone',
    (name, { url }) => {
      const all = [...Object.keys(topology.processes), 'migrate'];
      const given = all.filter((service) => serviceIn(file, service).includes(`${url}_FILE: /run/secrets/${name}-database-url`));
      expect(given).toEqual([name, 'migrate']);
      expect(serviceIn(file, `${name}-postgres`)).toContain(`/run/secrets/${name}-postgres-password`);
    },
  );
});
