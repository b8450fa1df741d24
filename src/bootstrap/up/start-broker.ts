import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readVariable } from '../config.ts';
import { freePort } from '../free-port.ts';
import type { Topology } from '../topology/topology.ts';
import type { Ensemble } from './ensemble.ts';
import { KeptProgram } from './kept-program.ts';
import { logInto } from './log-stream.ts';
import { natsProgram, natsServer } from './nats-program.ts';
import type { UpOptions } from './up-options.ts';

/** What a process is told of the broker. */
export type BrokerAccess = (process: string) => Readonly<Record<string, string>>;

/**
 * NATS on a free port of loopback, with a user for each process and passwords that are made up anew each time.
 * Nothing is started, and nothing told, where a broker was given or none is needed.
 */
export async function startBroker(topology: Topology, options: UpOptions, ensemble: Ensemble): Promise<BrokerAccess> {
  const { broker, processes } = topology;
  const { environment, dataDirectory, logs } = options;
  if (!broker || readVariable(broker.url, environment) !== undefined) return () => ({});
  const port = await freePort();
  const passwords = new Map(Object.keys(processes).map((name) => [name, randomBytes(24).toString('hex')]));
  const users = [...passwords].map(([user, password]) => `{ user: ${user}, password: ${password} }`);
  const program = natsProgram({
    directory: join(dataDirectory, 'nats'),
    port,
    access: `authorization { users: [ ${users.join(', ')} ] }`,
    binary: natsServer(environment.PATH ?? ''),
    say: logs.of('broker'),
  });
  await ensemble.start([new KeptProgram(program, logInto(logs.of('up')))]);
  return (process) => ({
    [broker.url]: `nats://127.0.0.1:${port}`,
    NATS_USER: process,
    NATS_PASSWORD: passwords.get(process) ?? '',
  });
}
