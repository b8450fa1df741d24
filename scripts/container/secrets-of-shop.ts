import { join } from 'node:path';
import { keptOrNew, newEncryptionKey, newPassword } from './secret-file.ts';

/** For docker-compose.yml. */
export function makeSecretsOfShop(directory: string): void {
  const password = keptOrNew(join(directory, 'postgres-password'), newPassword());
  keptOrNew(join(directory, 'database-url'), databaseUrl('postgres', password));
  makeKeys(directory);
}

/** What a shop needs whatever its topology. */
export function makeKeys(directory: string): void {
  keptOrNew(join(directory, 'key-encryption-keys'), newEncryptionKey());
  keptOrNew(join(directory, 'webhook-key-encryption-keys'), newEncryptionKey());
  keptOrNew(join(directory, 'payments-key-encryption-keys'), newEncryptionKey());
  keptOrNew(join(directory, 'admin-password'), newPassword());
  keptOrNew(join(directory, 'operations-token'), newPassword());
}

export function databaseUrl(host: string, password: string): string {
  return `postgres://tessera:${encodeURIComponent(password)}@${host}:5432/tessera`;
}
