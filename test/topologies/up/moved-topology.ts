import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../src/bootstrap/free-port.ts';
import { Topology } from '../../../src/bootstrap/topology/topology.ts';

/** A copy of a shipped topology in `directory` with free ports, so that tests do not meet each other. Resolves to its path. */
export async function movedTopology(example: string, directory: string): Promise<string> {
  const topology = Topology.parse(JSON.parse(readFileSync(`topologies/${example}.json`, 'utf8')));
  const ports = await Promise.all(Object.keys(topology.processes).map(freePort));
  const processes = Object.entries(topology.processes).map(([name, process], index) => {
    return [name, { ...process, address: `127.0.0.1:${ports[index]}` }];
  });
  const path = join(directory, `${example}.json`);
  writeFileSync(path, JSON.stringify({ ...topology, processes: Object.fromEntries(processes) }));
  return path;
}
