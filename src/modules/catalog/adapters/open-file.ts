import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { OpenFile } from '../ports/open-file.ts';

/** Reads a file of the machine; one that ends in `.gz` is unpacked by the way. */
export const openFile: OpenFile = (path) => {
  const file = createReadStream(path);
  return path.endsWith('.gz') ? file.compose<ReturnType<typeof createGunzip>>(createGunzip()) : file;
};
