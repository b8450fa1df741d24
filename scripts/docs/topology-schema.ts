import { z } from 'zod';
import { Topology } from '../../src/bootstrap/topology/topology.ts';

/** What editors check a topology file by, and tell of its fields while it is written. */
export function topologySchema(): string {
  const schema = z.toJSONSchema(Topology, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ title: 'Topology of a Tessera shop', ...schema }, null, 2)}\n`;
}
