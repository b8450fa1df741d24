import { derivedId } from '#shared-kernel/ids.ts';
import { slugOf } from './slug.ts';

export const MAX_SKU_LENGTH = 100;

/** The SKU of a variant that came without one: the same for the same handle and options, always. */
export function derivedSku(handle: string, optionValues: readonly string[]): string {
  const plain = [handle, ...optionValues.map(slugOf)].filter((part) => part !== '').join('-');
  if (plain.length <= MAX_SKU_LENGTH) return plain;
  const fingerprint = derivedId('catalog.sku', handle, ...optionValues).slice(0, 8);
  return `${plain.slice(0, MAX_SKU_LENGTH - fingerprint.length - 1)}-${fingerprint}`;
}
