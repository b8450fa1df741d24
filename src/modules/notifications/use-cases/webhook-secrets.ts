import { randomBytes } from 'node:crypto';
import type { SecretBox } from '#shared-kernel/secret-box.ts';

/** A secret as Standard Webhooks writes them: 256 bits. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export function sealSecret(box: SecretBox, endpointId: string, secret: string): string {
  return box.seal(secret, placeOf(endpointId));
}

export function openSecret(box: SecretBox, endpointId: string, sealed: string): string {
  return box.open(sealed, placeOf(endpointId));
}

function placeOf(endpointId: string): string {
  return `webhook_endpoints/${endpointId}`;
}
