import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { OpenFile } from '../ports/open-file.ts';

/**
 * Reads a file of the machine; one that ends in `.gz` is unpacked by the way. It is opened when the reading
 * begins: a stream that fails before anybody reads it would end the process.
 */
export const openFile: OpenFile = async function* (path) {
  const file = createReadStream(path);
  yield* path.endsWith('.gz') ? file.compose<ReturnType<typeof createGunzip>>(createGunzip()) : file;
};
