import { join, resolve } from 'node:path';
import { addressOf, type Topology } from '../topology/topology.ts';
import { writeDevelopmentCertificates } from '../trust/certificates/development-certificates.ts';
import type { UpOptions } from './up-options.ts';

/** The files with which processes know each other. */
export interface Certificates {
  readonly ca: string;
  of(process: string): { readonly cert: string; readonly key: string };
}

/** Of the broker's certificate. */
export const BROKER = 'nats';
const DAYS = 90;

/** Certificates for each process and the broker, under a CA of this machine's own that is kept. Nothing where none are needed, or were given. */
export async function makeCertificates(topology: Topology, options: UpOptions): Promise<Certificates | undefined> {
  const { environment, dataDirectory } = options;
  if (topology.transport !== 'mutual-tls' || environment.TESSERA_TLS_CA) return undefined;
  const directory = resolve(dataDirectory, 'certs');
  const trustDomain = environment.TESSERA_TLS_TRUST_DOMAIN || 'tessera';
  const hosts = Object.entries(topology.processes).map(([process, { address }]) => [process, addressOf(address).host] as const);
  const processes = [...hosts, [BROKER, '127.0.0.1'] as const].map(([process, host]) => ({ trustDomain, process, host }));
  await writeDevelopmentCertificates({ directory, processes, validity: { from: new Date(), days: DAYS }, newAuthority: false });
  const fileOf = (name: string) => join(directory, `${name}.pem`);
  return { ca: fileOf('ca'), of: (process) => ({ cert: fileOf(process), key: fileOf(`${process}-key`) }) };
}

/** What a process is told of its own. */
export function tlsVariables(certificates: Certificates | undefined, process: string): Readonly<Record<string, string>> {
  if (certificates === undefined) return {};
  const { cert, key } = certificates.of(process);
  return { TESSERA_TLS_CA: certificates.ca, TESSERA_TLS_CERT: cert, TESSERA_TLS_KEY: key };
}
