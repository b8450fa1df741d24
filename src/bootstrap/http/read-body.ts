import { AppError } from '#shared-kernel/errors.ts';
import type { Route } from '#shared-kernel/http.ts';
import { assertSound, decodeUtf8, parseJson } from './json-text.ts';

const MOST_BYTES = 1024 * 1024;

/** The parsed body of a request, or undefined where none was sent. Refuses what is too large or of another type. */
export async function readBody(request: Request, route: Pick<Route, 'form'>): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return undefined;
  assertMediaType(request, route.form ? 'application/x-www-form-urlencoded' : 'application/json');
  return route.form ? parseForm(bytes) : parseJson(bytes);
}

/** The body as it arrives, for routes that work on it meanwhile; it fails once it grows beyond the limit. */
export function openBody(request: Request, stream: NonNullable<Route['stream']>): ReadableStream<Uint8Array> {
  assertMediaType(request, stream.contentType);
  assertDeclaredSize(request, stream.maxBytes);
  return (request.body ?? new Blob([]).stream()).pipeThrough(limitedTo(stream.maxBytes));
}

async function readBytes(request: Request): Promise<Uint8Array> {
  assertDeclaredSize(request, MOST_BYTES);
  // A declared length was checked above, and Node ends the request where it was not the truth.
  if (request.headers.has('content-length')) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const limited = request.body.pipeThrough(limitedTo(MOST_BYTES));
  return new Uint8Array(await new Response(limited).arrayBuffer());
}

function limitedTo(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) controller.error(tooLarge(maxBytes));
      else controller.enqueue(chunk);
    },
  });
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
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  if (type?.trim() === expected && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))) return;
  throw new AppError('unsupported_media_type', {
    code: 'http.unsupported_media_type',
    detail: `Send the body as Content-Type: ${expected}, in UTF-8.`,
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
