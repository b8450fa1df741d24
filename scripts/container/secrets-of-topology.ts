import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '../../src/bootstrap/modules.ts';
import { natsServerConfig } from '../../src/bootstrap/relay/nats-server-config.ts';
import { readTopology } from '../../src/bootstrap/topology/read-topology.ts';
import { addressOf, type Topology } from '../../src/bootstrap/topology/topology.ts';
import {
  type CertifiedKey,
  issueAuthority,
  issueCertificate,
} from '../../src/bootstrap/trust/certificates/issue-certificates.ts';
import { keptOrNew, newPassword, replace } from './secret-file.ts';
import { databaseUrl, makeKeys } from './secrets-of-shop.ts';

const TRUST_DOMAIN = 'tessera';
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 365;

export interface CertificateOptions {
  readonly renewCertificates: boolean;
}

/** For docker-compose.split.yml: besides keys, a password for each database and for each process at the broker, and certificates. */
export async function makeSecretsOfTopology(directory: string, file: string, options: CertificateOptions): Promise<void> {
  const topology = readTopology(
    file,
    modules.map(({ name }) => name),
  );
  makeKeys(directory);
  for (const database of Object.keys(topology.databases)) {
    const password = keptOrNew(join(directory, `${database}-postgres-password`), newPassword());
    keptOrNew(join(directory, `${database}-database-url`), databaseUrl(`${database}-postgres`, password));
  }
  makeBrokerUsers(directory, topology);
  await makeCertificates(directory, topology, options);
}

/** Each process may say and hear at the broker what its modules may. */
function makeBrokerUsers(directory: string, { processes }: Topology): void {
  const users = Object.entries(processes).flatMap(([name, { modules: its }]) => {
    if (its.length === 0) return [];
    const url = keptOrNew(join(directory, `${name}-nats-url`), `tls://${name}:${newPassword()}@nats:4222`);
    return [{ name, password: new URL(url).password, modules: its }];
  });
  const tls = { cert: '/run/tls/cert.pem', key: '/run/tls/key.pem' };
  const config = natsServerConfig({ port: 4222, storeDirectory: '/data', users, tls, monitor: '127.0.0.1:8222' });
  replace(join(directory, 'nats.conf'), config);
}

/** A directory for each process, so that it is given its own key and no other. */
async function makeCertificates(directory: string, { processes }: Topology, { renewCertificates }: CertificateOptions) {
  const authority = await authorityIn(join(directory, 'tls', 'authority'));
  const hosts = Object.entries(processes).map(([name, { address }]) => ({ name, host: addressOf(address).host }));
  for (const { name, host } of [...hosts, { name: 'nats', host: 'nats' }]) {
    const own = join(directory, 'tls', name);
    if (existsSync(join(own, 'cert.pem')) && !renewCertificates) continue;
    const process = { trustDomain: TRUST_DOMAIN, process: name, host };
    const { certificate, key } = await issueCertificate(authority, process, { from: new Date(), days: CERTIFICATE_DAYS });
    replace(join(own, 'ca.pem'), authority.certificate);
    replace(join(own, 'key.pem'), key);
    replace(join(own, 'cert.pem'), certificate);
  }
}

async function authorityIn(directory: string): Promise<CertifiedKey> {
  const validity = { from: new Date(), days: AUTHORITY_DAYS };
  const made = existsSync(join(directory, 'cert.pem')) ? undefined : await issueAuthority('Tessera', validity);
  return {
    certificate: keptOrNew(join(directory, 'cert.pem'), made?.certificate ?? ''),
    key: keptOrNew(join(directory, 'key.pem'), made?.key ?? ''),
  };
}
