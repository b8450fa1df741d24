import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How a key is looked up: the key itself, which opens the stored answer, is not stored. */
export function lookupOf(key: string): string {
  return createHash('sha256').update(`lookup\n${key}`).digest('base64url');
}

/**
 * Encrypts an answer (AES-256-GCM) under the `Idempotency-Key` that asked for it. Answers hold access keys
 * and tokens, which are stored nowhere else but as hashes: a copy of the database must not give them away.
 */
export function sealAnswer(key: string, body: unknown): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(body)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

export function openAnswer(key: string, text: string): unknown {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const opened = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(opened.toString());
}

function secretOf(key: string): Buffer {
  return createHash('sha256').update(`seal\n${key}`).digest();
}
