import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The secret in the file; where there is no such file it is made, with `value` in it. */
export function keptOrNew(path: string, value: string): string {
  if (existsSync(path)) {
    process.stdout.write(`${path} is kept\n`);
    return readFileSync(path, 'utf8').trim();
  }
  replace(path, value);
  return value;
}

/** Whoever reads meanwhile sees the old file or the new one, and never half of one. */
export function replace(path: string, value: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, value, { mode: 0o444 });
  renameSync(`${path}.new`, path);
  process.stdout.write(`${path} is new\n`);
}

export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/** As the variables want them that end in KEY_ENCRYPTION_KEYS. */
export function newEncryptionKey(): string {
  return `${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString('base64')}`;
}
