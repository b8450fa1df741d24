import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A directory with a file for each secret. `say` is told what became of each. */
export class SecretFolder {
  readonly #directory: string;
  readonly #say: (line: string) => void;

  constructor(directory: string, say: (line: string) => void) {
    this.#directory = directory;
    this.#say = say;
    mkdirSync(directory, { recursive: true });
    // This keeps others out. The files are for whatever user a container that is given one runs as.
    chmodSync(directory, 0o700);
  }

  has(name: string): boolean {
    return existsSync(join(this.#directory, name));
  }

  /** The secret as it is; where there is none yet it is made, and is `value`. */
  keptOrNew(name: string, value: string): string {
    if (!this.has(name)) {
      this.replace(name, value);
      return value;
    }
    this.#say(`${name} is kept`);
    return readFileSync(join(this.#directory, name), 'utf8').trim();
  }

  /** Whoever reads meanwhile sees the old file or the new one, and never half of one. */
  replace(name: string, value: string): void {
    const path = join(this.#directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, value, { mode: 0o444 });
    renameSync(`${path}.new`, path);
    this.#say(`${name} is new`);
  }
}

export function newPassword(): string {
  return randomBytes(24).toString('hex');
}

/** As the variables want them that end in KEY_ENCRYPTION_KEYS. */
export function newEncryptionKey(): string {
  return `${new Date().toISOString().slice(0, 10)}:${randomBytes(32).toString('base64')}`;
}
