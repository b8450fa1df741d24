import { createHash } from 'node:crypto';

/** What is kept of a secret. 256 random bits cannot be guessed, so a fast hash without salt is enough for it. */
export function secretHashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
