import { AppError } from '#shared-kernel/errors.ts';

const DEEPEST = 32;

/** Reads JSON that strangers sent. Refuses what is not JSON, nests too deep, or holds what Postgres cannot store. */
export function parseJson(bytes: Uint8Array): unknown {
  const value = parse(decodeUtf8(bytes));
  assertSound(value, DEEPEST);
  return value;
}

/** UTF-8 or a refusal: what is not valid is never replaced in silence. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed('The body is not valid UTF-8.', cause);
  }
}

/** Refuses text that JSON allows and Postgres cannot store, before it becomes an error of the database. */
export function assertSound(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed())
      throw malformed('Text must not contain U+0000 or half a surrogate pair.');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw malformed(`Data must not nest deeper than ${DEEPEST} levels.`);
  for (const [key, child] of Object.entries(value)) {
    assertSound(key, depth);
    assertSound(child, depth - 1);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause);
  }
}

function malformed(detail: string, cause?: unknown): AppError {
  return new AppError('invalid', { code: 'http.malformed_request', detail, cause });
}
