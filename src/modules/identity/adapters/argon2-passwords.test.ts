import { parseOptions } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { argon2Passwords } from './argon2-passwords.ts';

const passwords = argon2Passwords();
const cheap = argon2Passwords({ memoryKib: 1_024, passes: 1, lanes: 1 });

describe('password hashing', () => {
  it('uses argon2id with what OWASP asks for, and another salt each time', async () => {
    const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(first)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    expect(second).not.toBe(first);
  });

  it('knows the right password from a wrong one', async () => {
    const hash = await passwords.hash('correct horse');
    await expect(passwords.verify('correct horse', hash)).resolves.toBe(true);
    await expect(passwords.verify('Correct horse', hash)).resolves.toBe(false);
  });

  it('takes the same characters however the keyboard composed them', async () => {
    const hash = await cheap.hash('pass\u00e9 compos\u00e9');
    await expect(cheap.verify('passe\u0301 compose\u0301', hash)).resolves.toBe(true);
  });

  it('does the same work where there is no account, and never agrees', async () => {
    await expect(passwords.verify('correct horse', undefined)).resolves.toBe(false);
  });

  it('notices a hash that was made with other parameters', async () => {
    expect(passwords.isOutdated(await cheap.hash('correct horse'))).toBe(true);
    expect(passwords.isOutdated(await passwords.hash('correct horse'))).toBe(false);
  });

  it('refuses a flood instead of making everybody wait', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 150 }, () => cheap.verify('guess', undefined)));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(50);
    expect(refused[0]).toMatchObject({ reason: { code: 'identity.busy', retryable: true } });
  });
});
