import { modules } from '../../src/bootstrap/modules.ts';
import { natsServerConfig } from '../../src/bootstrap/relay/nats-server-config.ts';
import { readTopology } from '../../src/bootstrap/topology/read-topology.ts';
import { addressOf, type Topology } from '../../src/bootstrap/topology/topology.ts';
import {
  type CertifiedKey,
  issueAuthority,
  issueCertificate,
} from '../../src/bootstrap/trust/certificates/issue-certificates.ts';
import { newPassword, type SecretFolder } from './secret-folder.ts';
import { databaseUrl, makeKeys } from './secrets-of-shop.ts';

const TRUST_DOMAIN = 'tessera';
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 365;

export interface CertificateOptions {
  readonly renewCertificates: boolean;
}

/** For docker-compose.split.yml: besides keys, a password for each database and for each process at the broker, and certificates. */
export async function makeSecretsOfTopology(folder: SecretFolder, file: string, options: CertificateOptions): Promise<void> {
  const topology = readTopology(
    file,
    modules.map(({ name }) => name),
  );
  makeKeys(folder);
  for (const database of Object.keys(topology.databases)) {
    const password = folder.keptOrNew(`${database}-postgres-password`, newPassword());
    folder.keptOrNew(`${database}-database-url`, databaseUrl(`${database}-postgres`, password));
  }
  makeBrokerUsers(folder, topology);
  await makeCertificates(folder, topology, options);
}

/** Each process may say and hear at the broker what its modules may. */
function makeBrokerUsers(folder: SecretFolder, { processes }: Topology): void {
  const users = Object.entries(processes).flatMap(([name, { modules: its }]) => {
    if (its.length === 0) return [];
    const url = folder.keptOrNew(`${name}-nats-url`, `tls://${name}:${newPassword()}@nats:4222`);
    return [{ name, password: new URL(url).password, modules: its }];
  });
  const tls = { cert: '/run/tls/cert.pem', key: '/run/tls/key.pem' };
  const config = natsServerConfig({ port: 4222, storeDirectory: '/data', users, tls, monitor: '127.0.0.1:8222' });
  folder.replace('nats.conf', config);
}

/** A directory for each process, so that it is given its own key and no other. */
async function makeCertificates(folder: SecretFolder, { processes }: Topology, { renewCertificates }: CertificateOptions) {
  const authority = await authorityIn(folder);
  const hosts = Object.entries(processes).map(([name, { address }]) => ({ name, host: addressOf(address).host }));
  for (const { name, host } of [...hosts, { name: 'nats', host: 'nats' }]) {
    if (folder.has(`tls/${name}/cert.pem`) && !renewCertificates) continue;
    const process = { trustDomain: TRUST_DOMAIN, process: name, host };
    const { certificate, key } = await issueCertificate(authority, process, { from: new Date(), days: CERTIFICATE_DAYS });
    folder.replace(`tls/${name}/ca.pem`, authority.certificate);
    folder.replace(`tls/${name}/key.pem`, key);
    folder.replace(`tls/${name}/cert.pem`, certificate);
  }
}

async function authorityIn(folder: SecretFolder): Promise<CertifiedKey> {
  const validity = { from: new Date(), days: AUTHORITY_DAYS };
  const made = folder.has('tls/authority/cert.pem') ? undefined : await issueAuthority('Tessera', validity);
  return {
    certificate: folder.keptOrNew('tls/authority/cert.pem', made?.certificate ?? ''),
    key: folder.keptOrNew('tls/authority/key.pem', made?.key ?? ''),
  };
}
