import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';

/** A new UUIDv7 (RFC 9562): time-ordered, and monotonic within this process. */
export function newId(): string {
  return uuidv7();
}

const DERIVED_ID_NAMESPACE = '6f1d1d0e-8b2b-5b0f-9a55-7e55e2a00001';

/** The same id for the same parts, always and everywhere (UUIDv5), so that doing a thing twice is noticed. */
export function derivedId(...parts: readonly string[]): string {
  return uuidv5(parts.join('\u0000'), DERIVED_ID_NAMESPACE);
}
