import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { modules } from '../../modules.ts';
import { readTopology } from '../../topology/read-topology.ts';
import { addressOf } from '../../topology/topology.ts';
import { writeDevelopmentCertificates } from '../../trust/certificates/development-certificates.ts';
import { credentialsIn, type TlsCredentials } from '../../trust/certificates/tls-credentials.ts';
import { trustSettings } from '../../trust/trust-settings.ts';
import { defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { counted, textTable } from '../text-table.ts';
import { TOPOLOGY_OPTION } from './topology.ts';

const names = modules.map(({ name }) => name);

export const certsDev = defineCliCommand({
  usage: 'dev',
  summary: 'makes a CA for development, and a certificate for each process; run again, it renews the certificates',
  failsWhen: 'the files cannot be written',
  example: 'certs dev --out .tessera/certs --topology topologies/split.json',
  options: {
    '--out <directory>': 'where the files go',
    ...TOPOLOGY_OPTION,
    '--days <days>': 'how long the certificates are good (90)',
    '--trust-domain <name>': 'as TESSERA_TLS_TRUST_DOMAIN (tessera)',
    '--new-ca': 'starts over with another CA, so that no certificate of before is taken any more',
  },
  input: z.object({
    out: z.string({ error: 'say where the files go: --out .tessera/certs' }),
    topology: z.string({ error: 'name a file: --topology topologies/split.json' }),
    days: z.coerce.number().int().min(1).max(825).default(90),
    trustDomain: trustSettings.TESSERA_TLS_TRUST_DOMAIN,
    newCa: z.boolean().default(false),
  }),
  run: async ({ out: directory, topology, days, trustDomain, newCa: newAuthority }) => {
    const processes = Object.entries(readTopology(topology, names).processes).map(([process, { address }]) => {
      return { trustDomain, process, host: addressOf(address).host };
    });
    const validity = { from: new Date(), days };
    const files = await writeDevelopmentCertificates({ directory, processes, validity, newAuthority });
    const text = `${files.map((file) => join(directory, file)).join('\n')}\n${FOR_DEVELOPMENT}`;
    return { text, json: { directory, files } };
  },
});

const FOR_DEVELOPMENT =
  'For development only: the key of the CA lies beside the certificates. In production your own CA (cert-manager, SPIRE) writes ' +
  'the same files, <process>.pem, <process>-key.pem and ca.pem, and replaces them before they expire.';

export const certsShow = defineCliCommand({
  usage: 'show <directory>',
  summary: 'says which process each certificate names, and how long it is good',
  failsWhen: 'a certificate has expired, was not issued by a CA in ca.pem, or has no key beside it that fits',
  example: 'certs show .tessera/certs',
  input: z.object({ directory: z.string() }),
  run: async ({ directory }) => {
    const found = await Promise.all((await processesIn(directory)).map((process) => examine(directory, process)));
    const rows = found.map(({ process, credentials, problem }) => [
      process,
      credentials?.name ?? '',
      problem ?? daysLeft(credentials),
    ]);
    const json = found.map(({ process, credentials, problem }) => {
      return { process, name: credentials?.name, expiresAt: credentials?.expiresAt, problem };
    });
    const isWrong = found.length === 0 || found.some(({ problem }) => problem !== undefined);
    return {
      text: textTable(['process', 'name', ''], rows, 'there is no certificate'),
      json: { certificates: json },
      problem: isWrong,
    };
  },
});

async function processesIn(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory).catch((error: unknown) => {
    throw new UsageError(`${directory} cannot be read: ${messageOf(error)}`);
  });
  return files.flatMap((file) => /^(?!ca\.)(.+?)(?<!-key)\.pem$/.exec(file)?.[1] ?? []).toSorted();
}

interface Examined {
  readonly process: string;
  readonly credentials?: TlsCredentials;
  readonly problem?: string;
}

async function examine(directory: string, process: string): Promise<Examined> {
  const content = (file: string) => readFile(join(directory, file), 'utf8');
  try {
    const [ca, cert, key] = await Promise.all([content('ca.pem'), content(`${process}.pem`), content(`${process}-key.pem`)]);
    return { process, credentials: credentialsIn({ ca, cert, key }, new Date()) };
  } catch (error) {
    return { process, problem: messageOf(error) };
  }
}

function daysLeft(credentials: TlsCredentials | undefined): string {
  if (credentials === undefined) return '';
  return `good for ${counted(Math.floor((credentials.expiresAt.getTime() - Date.now()) / 86_400_000), 'day')}`;
}
