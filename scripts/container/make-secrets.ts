import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HELP = `node scripts/container/make-secrets.ts DIRECTORY

Makes the secrets that docker-compose.yml hands to its containers, a file for each, where there is none yet.
What is there is left as it is: the keys open what was stored under them.
`;

const [directory] = process.argv.slice(2);
if (directory === undefined || directory.startsWith('-')) process.stdout.write(HELP);
else makeSecrets(directory);

function makeSecrets(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // This keeps others out. The files are for whatever user a container that is given one runs as.
  chmodSync(folder, 0o700);
  const password = keptOrNew(join(folder, 'postgres-password'), randomBytes(24).toString('hex'));
  keptOrNew(join(folder, 'database-url'), `postgres://tessera:${encodeURIComponent(password)}@postgres:5432/tessera`);
  keptOrNew(join(folder, 'key-encryption-keys'), encryptionKey());
  keptOrNew(join(folder, 'webhook-key-encryption-keys'), encryptionKey());
  keptOrNew(join(folder, 'admin-password'), randomBytes(18).toString('base64url'));
  keptOrNew(join(folder, 'operations-token'), randomBytes(32).toString('hex'));
}

function keptOrNew(path: string, value: string): string {
  const kept = existsSync(path);
  if (!kept) writeFileSync(path, value, { mode: 0o444 });
  process.stdout.write(`${path} is ${kept ? 'kept' : 'new'}\n`);
  return kept ? readFileSync(path, 'utf8').trim() : value;
}

function encryptionKey(): string {
  return `${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString('base64')}`;
}
