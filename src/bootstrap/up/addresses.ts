import { messageOf } from '#shared-kernel/errors.ts';
import { listenAndClose } from '../free-port.ts';
import { StartError } from '../start-failure.ts';
import { addressOf, type Topology } from '../topology/topology.ts';

/** Refuses to begin where some process of the topology could not listen at its address on this machine. */
export async function assertAddressesFree({ processes }: Topology): Promise<void> {
  const problems = await Promise.all(Object.entries(processes).map(([name, { address }]) => problemOf(name, address)));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new StartError(found.join('; '));
}

async function problemOf(name: string, address: string): Promise<string | undefined> {
  const { host, port } = addressOf(address);
  try {
    await listenAndClose(host, port);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      return `${address}, the address of ${name}, is taken by another program: end that, or give ${name} another address`;
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return `${address}, the address of ${name}, is not on this machine: tessera up starts all processes here`;
    }
    return `${name} cannot listen at ${address}: ${messageOf(error)}`;
  }
}
