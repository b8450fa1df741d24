import { tmpdir } from 'node:os';
import { type SecretBox, secretBox } from '#shared-kernel/secret-box.ts';

/** A box as production has it; two of the same keys open each other's secrets. */
export function tokenBox(...keys: readonly string[]): SecretBox {
  const list = (keys.length === 0 ? ['test'] : keys).map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`);
  return secretBox({ purpose: 'payments.token-keys', keys: list.join(), setting: 'KEYS', directory: tmpdir() });
}
