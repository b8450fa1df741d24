import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { discoverModules } from '../../scripts/discovery/modules.ts';
import { topologySchema } from '../../scripts/docs/topology-schema.ts';
import { planOf } from '../../src/bootstrap/topology/plan.ts';
import { readTopology } from '../../src/bootstrap/topology/read-topology.ts';

const names = (await discoverModules()).map(({ name }) => name);
const fileOf = (example: string) => `topologies/${example}.json`;
const examples = readdirSync('topologies').flatMap((file) => (file.endsWith('.schema.json') ? [] : [file.replace('.json', '')]));

describe('the topologies that are shipped', () => {
  it('are these, and those of containers', () => {
    expect(examples).toEqual(expect.arrayContaining(['mixed', 'processes', 'single', 'split']));
  });

  it.each(examples)('%s has a place for every module', (example) => {
    expect(() => readTopology(fileOf(example), names)).not.toThrow();
  });

  it.each(examples)('%s is as the schema for editors wants it', (example) => {
    const fitsSchema = new Ajv().compile(JSON.parse(topologySchema()));
    expect(fitsSchema(JSON.parse(readFileSync(fileOf(example), 'utf8'))), JSON.stringify(fitsSchema.errors)).toBe(true);
    expect(fitsSchema({ processes: {}, databases: {}, brokers: {} })).toBe(false);
  });

  it.each(examples)('%s is refused as soon as there is a module that nobody gave a place', (example) => {
    expect(() => readTopology(fileOf(example), [...names, 'reviews'])).toThrow(
      /reviews is in no process; .*reviews is in no database;/,
    );
  });

  it.each([
    ['single', 1, 1],
    ['processes', names.length + 1, 1],
    ['split', names.length + 1, names.length],
    ['mixed', 3, 3],
  ])('%s has %i processes and %i databases', (example, processes, databases) => {
    const topology = readTopology(fileOf(example), names);
    expect(Object.keys(topology.processes)).toHaveLength(processes);
    expect(Object.keys(topology.databases)).toHaveLength(databases);
    expect(topology.broker !== undefined).toBe(databases > 1);
  });

  it('split gives each module a process and a database of its own', () => {
    const topology = readTopology(fileOf('split'), names);
    for (const name of names) {
      expect(planOf(topology, name)).toMatchObject({ gateway: false, modules: [name], neighbours: [] });
    }
  });
});
