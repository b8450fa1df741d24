import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { staffHeaders } from '../load/open-shop.ts';

/** How an import through the API went. */
export interface ImportRun {
  /** Until the upload was stored and accepted. */
  readonly uploadSeconds: number;
  /** From the beginning of the upload until every product was written. */
  readonly seconds: number;
  readonly rowsRead: number;
  readonly productsWritten: number;
  readonly errorCount: number;
}

const Progress = z.object({
  id: z.string(),
  status: z.enum(['running', 'completed', 'failed']),
  rowsRead: z.int(),
  productsWritten: z.int(),
  errorCount: z.int(),
});

const LOOK_EVERY_MS = 100;

/** Imports a file as staff does, and waits for its end. */
export async function importThroughShop(url: string, file: Iterable<string>, say: (line: string) => void): Promise<ImportRun> {
  const staff = await staffHeaders(url);
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1_000;
  let progress = await upload(url, staff, file);
  const uploadSeconds = since();
  let saidAt = 0;
  while (progress.status === 'running') {
    await pause(LOOK_EVERY_MS);
    progress = Progress.parse(await (await fetch(`${url}/v1/imports/${progress.id}`, { headers: staff })).json());
    if (since() - saidAt < 5) continue;
    saidAt = since();
    say(`${progress.rowsRead} rows after ${saidAt.toFixed(0)} s`);
  }
  if (progress.status === 'failed') throw new Error('the import failed');
  return { ...progress, uploadSeconds, seconds: since() };
}

async function upload(url: string, staff: Readonly<Record<string, string>>, file: Iterable<string>) {
  const response = await fetch(`${url}/v1/imports/products`, {
    method: 'POST',
    headers: { ...staff, 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
    body: Readable.toWeb(Readable.from(encoded(file))),
    duplex: 'half',
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`the upload was answered ${response.status}: ${text}`);
  return Progress.parse(JSON.parse(text));
}

function* encoded(file: Iterable<string>): Generator<Uint8Array> {
  for (const part of file) yield Buffer.from(part);
}
