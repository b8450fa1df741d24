import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { readVariable } from '../config.ts';
import { freePort } from '../free-port.ts';
import { natsServerConfig } from '../relay/nats-server-config.ts';
import type { Topology } from '../topology/topology.ts';
import type { Ensemble } from './ensemble.ts';
import { KeptProgram } from './kept-program.ts';
import { logInto } from './log-stream.ts';
import { BROKER, type Certificates } from './make-certificates.ts';
import { natsProgram, natsServer } from './nats-program.ts';
import type { UpOptions } from './up-options.ts';

/** What a process is told of the broker. */
export type BrokerAccess = (process: string) => Readonly<Record<string, string>>;

export interface BrokerSurroundings {
  readonly topology: Topology;
  /** Where there are some, the broker speaks TLS and wants to see one. */
  readonly certificates: Certificates | undefined;
  readonly ensemble: Ensemble;
}

/**
 * NATS on a free port of loopback, with a user for each process that may do what its modules may, and passwords that are made
 * up anew each time. Nothing is started, and nothing told, where a broker was given or none is needed.
 */
export async function startBroker(surroundings: BrokerSurroundings, options: UpOptions): Promise<BrokerAccess> {
  const { topology, certificates, ensemble } = surroundings;
  const { environment, dataDirectory, logs } = options;
  const { broker, processes } = topology;
  if (!broker || readVariable(broker.url, environment) !== undefined) return () => ({});
  const [port, directory] = [await freePort(), resolve(dataDirectory, 'nats')];
  const users = Object.entries(processes).map(([name, { modules }]) => {
    return { name, password: randomBytes(24).toString('hex'), modules };
  });
  const tls = certificates && { ...certificates.of(BROKER), ca: certificates.ca };
  const config = natsServerConfig({ host: '127.0.0.1', port, storeDirectory: directory, users, ...(tls && { tls }) });
  const binary = natsServer(environment.PATH ?? '');
  const program = natsProgram({ directory, port, config, binary, say: logs.of('broker') });
  await ensemble.start([new KeptProgram(program, logInto(logs.of('up')))]);
  const scheme = certificates ? 'tls' : 'nats';
  return (process) => {
    const password = users.find(({ name }) => name === process)?.password;
    return {
      [broker.url]: `${scheme}://${process}:${password}@127.0.0.1:${port}`,
      ...(certificates && {
        NATS_TLS_CA_FILE: certificates.ca,
        NATS_TLS_CERT_FILE: certificates.of(process).cert,
        NATS_TLS_KEY_FILE: certificates.of(process).key,
      }),
    };
  };
}
