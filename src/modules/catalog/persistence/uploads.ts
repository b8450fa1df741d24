import type { Tx } from '#shared-kernel/database/database.ts';

export type Uploads = typeof uploads;

/** The bytes of uploads, a chunk to a row, so that neither writing nor reading one needs more memory than a chunk. */
export const uploads = { write, read };

const CHUNK_BYTES = 64 * 1024;
/** Small pieces: a slice stops reading somewhere in the last one, and what it has scanned of it is scanned again. */
const PIECE_BYTES = 16 * 1024;

/** Stores bytes as they arrive and resolves to their number. */
async function write(tx: Tx, importId: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  let firstByte = 0;
  for await (const bytes of chunksOf(source)) {
    await tx.sql`insert into catalog.import_chunks (import_id, first_byte, bytes) values (${importId}, ${firstByte}, ${bytes})`;
    firstByte += bytes.length;
  }
  return firstByte;
}

/** The bytes of an upload from `firstByte` on. */
async function* read(tx: Tx, importId: string, firstByte: number): AsyncGenerator<Uint8Array> {
  for (let next = firstByte; ; ) {
    const [chunk] = await tx.sql<{ firstByte: number; bytes: Uint8Array }>`
      select first_byte as "firstByte", bytes from catalog.import_chunks
      where import_id = ${importId} and first_byte <= ${next} order by first_byte desc limit 1`;
    const rest = chunk?.bytes.subarray(next - chunk.firstByte);
    if (!rest || rest.length === 0) return;
    for (let at = 0; at < rest.length; at += PIECE_BYTES) yield rest.subarray(at, at + PIECE_BYTES);
    next += rest.length;
  }
}

async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) {
      const piece = part.subarray(at, at + CHUNK_BYTES);
      parts.push(piece);
      length += piece.length;
      if (length < CHUNK_BYTES) continue;
      yield Buffer.concat(parts);
      [parts, length] = [[], 0];
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}
