import { newEncryptionKey, newPassword, type SecretFolder } from './secret-folder.ts';

/** For docker-compose.yml. */
export function makeSecretsOfShop(folder: SecretFolder): void {
  const password = folder.keptOrNew('postgres-password', newPassword());
  folder.keptOrNew('database-url', databaseUrl('postgres', password));
  makeKeys(folder);
}

/** What a shop needs whatever its topology. */
export function makeKeys(folder: SecretFolder): void {
  folder.keptOrNew('key-encryption-keys', newEncryptionKey());
  folder.keptOrNew('webhook-key-encryption-keys', newEncryptionKey());
  folder.keptOrNew('payments-key-encryption-keys', newEncryptionKey());
  folder.keptOrNew('admin-password', newPassword());
  folder.keptOrNew('operations-token', newPassword());
}

export function databaseUrl(host: string, password: string): string {
  return `postgres://tessera:${encodeURIComponent(password)}@${host}:5432/tessera`;
}
