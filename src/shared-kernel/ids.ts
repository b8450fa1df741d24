import { randomFillSync } from 'node:crypto';
import { v5 as uuidv5, v7 as uuidv7, validate } from 'uuid';

const RANDOM_BYTES = 16;

// Asking the system for a few random bytes takes as long as asking for many: they are fetched for 256 ids at once.
const supply = Buffer.alloc(256 * RANDOM_BYTES);
let used = supply.length;
const last = { msecs: 0, seq: 0 };

/** A new UUIDv7 (RFC 9562): time-ordered, and monotonic within this process. Not a secret. */
export function newId(): string {
  const random = nextRandom();
  const now = Date.now();
  if (now > last.msecs) {
    last.msecs = now;
    // Begins in the lower half of what 32 bits hold, so that there is room to count.
    last.seq = random.readUInt32BE(6) >>> 1;
  } else {
    last.seq = (last.seq + 1) >>> 0;
    if (last.seq === 0) last.msecs += 1;
  }
  return uuidv7({ random, ...last });
}

/** Whether a text is written as an id is, and so may be one. */
export function isId(text: string): boolean {
  return validate(text);
}

const DERIVED_ID_NAMESPACE = '6f1d1d0e-8b2b-5b0f-9a55-7e55e2a00001';

/** The same id for the same parts, always and everywhere (UUIDv5), so that doing a thing twice is noticed. */
export function derivedId(...parts: readonly string[]): string {
  return uuidv5(parts.join('\u0000'), DERIVED_ID_NAMESPACE);
}

function nextRandom(): Buffer {
  if (used === supply.length) {
    randomFillSync(supply);
    used = 0;
  }
  used += RANDOM_BYTES;
  return supply.subarray(used - RANDOM_BYTES, used);
}
