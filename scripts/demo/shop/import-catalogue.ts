import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Scenario } from '../scenario.ts';
import type { ShopApi } from './shop-api.ts';

const ImportReport = z.object({
  id: z.string(),
  status: z.enum(['running', 'completed', 'failed']),
  rowsRead: z.number(),
  rowsRefused: z.number(),
  productsWritten: z.number(),
  productsUnchanged: z.number(),
  errors: z.array(z.object({ line: z.number(), code: z.string(), detail: z.string() })),
});
export type ImportReport = z.output<typeof ImportReport>;

/** Imports the catalogue and waits for the end. The same file again is the same import. */
export async function importCatalogue(
  shop: ShopApi,
  { file, currency }: Scenario['catalogue'],
  progress: (rowsRead: number) => void,
): Promise<ImportReport> {
  const headers = { 'idempotency-key': `demo-catalogue-${currency}-${await digestOf(file)}` };
  const started = await shop.staff(
    { method: 'POST', path: `/v1/imports/products?currency=${currency}`, body: file, headers },
    ImportReport,
  );
  for (let report = started.body; ; ) {
    progress(report.rowsRead);
    if (report.status === 'completed') return report;
    const [first] = report.errors;
    if (report.status === 'failed')
      throw new Error(`the import failed: ${first?.code ?? 'no reason given'} ${first?.detail ?? ''}`);
    await pause(LOOK_AGAIN_MS);
    report = (await shop.staff({ method: 'GET', path: `/v1/imports/${report.id}` }, ImportReport)).body;
  }
}

const LOOK_AGAIN_MS = 250;

async function digestOf(file: Blob): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return hash.digest('hex').slice(0, 32);
}
