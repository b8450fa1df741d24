import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { parseAccept } from 'hono/utils/accept';

/** The content codings that we write, the better first. */
export type Coding = 'br' | 'gzip';
const CODINGS: readonly Coding[] = ['br', 'gzip'];

/** What is smaller hardly gets smaller. */
const LEAST_BYTES = 1024;

/** The coding in which the client likes a text best; undefined where it likes it best as it is. */
export function codingFor(text: string, acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined || Buffer.byteLength(text) < LEAST_BYTES) return undefined;
  const accepted = new Map(parseAccept(acceptEncoding).map(({ type, q }) => [type.toLowerCase(), q]));
  const weightOf = (coding: string) => accepted.get(coding) ?? accepted.get('*') ?? 0;
  const [best] = CODINGS.toSorted((a, b) => weightOf(b) - weightOf(a));
  if (best === undefined || weightOf(best) === 0) return undefined;
  return weightOf(best) < (accepted.get('identity') ?? 0) ? undefined : best;
}

/** Off the event loop, which others wait for. */
export function encode(text: string, coding: Coding): Promise<Uint8Array<ArrayBuffer>> {
  return coding === 'br' ? toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: FAST } }) : toGzip(text);
}

// Brotli's own default of 11 is meant for files that are compressed once: it takes fifty times as long.
const FAST = 4;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);
