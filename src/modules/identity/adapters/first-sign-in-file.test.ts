import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSignInOf } from './first-sign-in-file.ts';

describe('the sign-in of a developer', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'identity-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is made up once and then kept', async () => {
    const made = await firstSignInOf(join(directory, 'identity'));
    expect(made).toEqual({ email: 'admin@tessera.example', password: expect.stringMatching(/^[\w-]{16}$/) });
    await expect(firstSignInOf(join(directory, 'identity'))).resolves.toEqual(made);
  });

  it('is for the eyes of its owner only', async () => {
    await firstSignInOf(directory);
    const { mode } = await stat(join(directory, 'admin.json'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('is refused where somebody broke the file', async () => {
    await writeFile(join(directory, 'admin.json'), '{"email":"admin@tessera.example"}');
    await expect(firstSignInOf(directory)).rejects.toThrow();
  });
});
