import type { Environment } from '../environment.ts';
import { planOf } from '../topology/plan.ts';
import { addressOf, type Topology } from '../topology/topology.ts';

/** What one process is told: who it is, where it listens, and no database but those that it works with. */
export function environmentOfProcess(name: string, topology: Topology, shared: Environment): Environment {
  const plan = planOf(topology, name);
  const { host, port } = addressOf(topology.processes[name]?.address ?? '');
  const near = [plan?.database, plan?.sharedDatabase];
  const far = Object.entries(topology.databases).filter(([database]) => !near.includes(database));
  return {
    ...shared,
    ...Object.fromEntries(far.flatMap(([, { url }]) => [url, `${url}_FILE`]).map((variable) => [variable, undefined])),
    TESSERA_PROCESS: name,
    HOST: host,
    PORT: String(port),
    // Catalogue and stock may be in two processes: whoever starts them all fills them.
    TESSERA_SEED: 'none',
  };
}
