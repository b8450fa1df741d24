import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How a developer signs in to a shop that nobody configured. */
export interface FirstSignIn {
  readonly email: string;
  readonly password: string;
}

/**
 * The sign-in in `admin.json` of the module's directory, made up at the first call. The file is written
 * before the account exists, so that a password is never lost.
 */
export async function firstSignInOf(directory: string): Promise<FirstSignIn> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'admin.json');
  const made = { email: 'admin@tessera.example', password: randomBytes(12).toString('base64url') };
  try {
    await writeFile(path, `${JSON.stringify(made, undefined, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
    return SignInFile.parse(JSON.parse(await readFile(path, 'utf8')));
  }
}

const SignInFile = z.strictObject({ email: z.email(), password: z.string().min(8) });

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
