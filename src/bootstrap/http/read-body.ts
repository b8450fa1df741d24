import { AppError } from '#shared-kernel/errors.ts';
import type { Route } from '#shared-kernel/http.ts';
import { assertSound, decodeUtf8, parseJson } from './json-text.ts';

const MOST_BYTES = 1024 * 1024;

/** A body as it arrived, and what it says; undefined where none was sent. */
export interface ReadBody {
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

/** The parsed body of a request. Refuses what is too large or of another type. */
export async function readBody(request: Request, route: Pick<Route, 'form' | 'rawBody'>): Promise<ReadBody> {
  const bytes = await readBytes(request, route.rawBody?.maxBytes ?? MOST_BYTES);
  if (bytes.byteLength === 0) return { value: undefined, bytes };
  assertMediaType(request, route.form ? 'application/x-www-form-urlencoded' : 'application/json');
  return { value: route.form ? parseForm(bytes) : parseJson(bytes), bytes };
}

/** The body piece by piece, for what is too large to hold; fails once it grows beyond the limit. */
export function openBody(request: Request, { contentType, maxBytes }: NonNullable<Route['stream']>): AsyncIterable<Uint8Array> {
  assertMediaType(request, contentType);
  assertDeclaredSize(request, maxBytes);
  return chunksOf(request.body, maxBytes);
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  assertDeclaredSize(request, maxBytes);
  if (request.headers.has('content-length')) return readDeclared(request);
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(request.body, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Faster than piece by piece; Node sees to it that no more comes than was declared. */
async function readDeclared(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw brokenOff(cause);
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AppError ? error : brokenOff(error);
  }
}

function brokenOff(cause: unknown): AppError {
  return new AppError('invalid', { code: 'http.malformed_request', detail: 'The body broke off before its end.', cause });
}

function assertDeclaredSize(request: Request, maxBytes: number): void {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', {
    code: 'http.body_too_large',
    detail: `The body must not be larger than ${maxBytes} bytes.`,
  });
}

function assertMediaType(request: Request, expected: string): void {
  const [type, ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';');
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  if (type?.trim() === expected && encoding === 'identity' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset)))
    return;
  throw new AppError('unsupported_media_type', {
    code: 'http.unsupported_media_type',
    detail: `Send the body as Content-Type: ${expected}, in UTF-8 and not compressed.`,
  });
}

/** Fields by name; one that is sent twice is refused, as OAuth (RFC 6749, section 3.2) demands. */
function parseForm(bytes: Uint8Array): Record<string, string> {
  const fields = [...new URLSearchParams(decodeUtf8(bytes))];
  const form = Object.fromEntries(fields);
  if (Object.keys(form).length < fields.length) {
    throw new AppError('invalid', { code: 'http.malformed_request', detail: 'A field must not be sent twice.' });
  }
  assertSound(form, 1);
  return form;
}
