import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SecretFolder } from '../../../scripts/container/secret-folder.ts';
import { makeSecretsOfShop } from '../../../scripts/container/secrets-of-shop.ts';
import { makeSecretsOfTopology } from '../../../scripts/container/secrets-of-topology.ts';
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

function newFolder() {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-secrets-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const said: string[] = [];
  const folder = new SecretFolder(directory, (line) => said.push(line));
  return { folder, said, names: () => readdirSync(directory, { recursive: true, encoding: 'utf8' }) };
}

function neededBy(...readers: readonly string[]): readonly string[] {
  const needed = variablesOf(modules).filter(({ reader, inProduction }) => inProduction === 'needed' && readers.includes(reader));
  return needed.map(({ name }) => `${name}_FILE: /run/secrets/`);
}

describe('docker-compose.yml', () => {
  it('has a file for each secret, which the documented command makes', () => {
    const { folder, names } = newFolder();
    makeSecretsOfShop(folder);
    expect(names()).toEqual(expect.arrayContaining([...secretsNamedIn('docker-compose.yml')]));
  });

  it('keeps the secrets that there are, made again', () => {
    const { folder, said } = newFolder();
    makeSecretsOfShop(folder);
    makeSecretsOfShop(folder);
    expect(said.filter((line) => line.endsWith(' is kept'))).toHaveLength(said.length / 2);
  });

  it('gives the shop what production needs', () => {
    const file = readFileSync('docker-compose.yml', 'utf8');
    for (const line of neededBy('process', ...modules.map(({ name }) => name))) expect(file).toContain(line);
  });
});

describe('docker-compose.split.yml', () => {
  const file = 'docker-compose.split.yml';

  it('has a file for each secret, which the documented command makes', async () => {
    const { folder, names } = newFolder();
    await makeSecretsOfTopology(folder, TOPOLOGY, { renewCertificates: false });
    expect(names()).toEqual(expect.arrayContaining([...secretsNamedIn(file)]));
  });

  it('renews certificates under the authority that there is, and nothing else', async () => {
    const { folder, said } = newFolder();
    await makeSecretsOfTopology(folder, TOPOLOGY, { renewCertificates: false });
    said.length = 0;
    await makeSecretsOfTopology(folder, TOPOLOGY, { renewCertificates: true });
    const renewed = said.filter((line) => line.endsWith(' is new') && line !== 'nats.conf is new');
    expect(renewed).toHaveLength(3 * (Object.keys(topology.processes).length + 1));
    for (const line of renewed) expect(line).toMatch(/^tls\/(?!authority)/);
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
