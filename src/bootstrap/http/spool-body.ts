import { createHash } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Route } from '#shared-kernel/http.ts';
import { openBody } from './read-body.ts';

/** A body that has arrived whole, on disk. */
export interface SpooledBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** SHA-256: tells one upload from another. */
  readonly digest: string;
  discard(): Promise<void>;
}

/**
 * Writes a large body to a file before anybody works on it: an upload that breaks off is never half
 * processed, and no transaction stays open for as long as the line of a client is slow.
 */
export async function spoolBody(request: Request, limits: NonNullable<Route['stream']>): Promise<SpooledBody> {
  const body = openBody(request, limits);
  const directory = await mkdtemp(join(tmpdir(), 'tessera-upload-'));
  const discard = () => rm(directory, { recursive: true, force: true });
  try {
    const file = join(directory, 'body');
    const digest = await write(body, file);
    return { stream: (await openAsBlob(file)).stream(), digest, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function write(body: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* () {
    for await (const chunk of body) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(hashed, createWriteStream(file, { mode: 0o600 }));
  return hash.digest('base64url');
}
