import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertifiedKey,
  type CertifiedProcess,
  issueAuthority,
  issueCertificate,
  type Validity,
} from './issue-certificates.ts';

export interface DevelopmentCertificates {
  readonly directory: string;
  readonly processes: readonly CertifiedProcess[];
  readonly validity: Validity;
  /** Starts over, so that nothing of before is believed any more. */
  readonly newAuthority: boolean;
}

const AUTHORITY_DAYS = 3_650;

/** Writes a certificate for each process, under the CA that is in the directory already or a new one. Resolves to the files. */
export async function writeDevelopmentCertificates(wanted: DevelopmentCertificates): Promise<readonly string[]> {
  const { directory, processes, validity } = wanted;
  await mkdir(directory, { recursive: true });
  const kept = wanted.newAuthority ? undefined : await read(directory, 'ca');
  const authority = kept ?? (await issueAuthority('Tessera development CA', { ...validity, days: AUTHORITY_DAYS }));
  const files = kept === undefined ? await write(directory, 'ca', authority) : [];
  for (const process of processes) {
    files.push(...(await write(directory, process.process, await issueCertificate(authority, process, validity))));
  }
  return files;
}

async function read(directory: string, name: string): Promise<CertifiedKey | undefined> {
  try {
    const [certificate, key] = await Promise.all(filesOf(name).map((file) => readFile(join(directory, file), 'utf8')));
    return certificate === undefined || key === undefined ? undefined : { certificate, key };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(directory: string, name: string, { certificate, key }: CertifiedKey): Promise<string[]> {
  const [certificateFile, keyFile] = filesOf(name);
  await replace(join(directory, keyFile), key, 0o600);
  await replace(join(directory, certificateFile), certificate, 0o644);
  return [certificateFile, keyFile];
}

/** Whoever reads meanwhile sees the old file or the new one, and never half of one. */
async function replace(path: string, content: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, content, { mode });
  await rename(`${path}.new`, path);
}

function filesOf(name: string): readonly [certificate: string, key: string] {
  return [`${name}.pem`, `${name}-key.pem`];
}
