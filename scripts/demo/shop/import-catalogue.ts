import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type components, unwrap } from '../../../clients/typescript/src/index.ts';
import type { Scenario } from '../scenario.ts';
import type { ShopApi } from './shop-api.ts';

export type ImportReport = Pick<
  components['schemas']['ProductImport'],
  'id' | 'status' | 'rowsRead' | 'rowsRefused' | 'productsWritten' | 'productsUnchanged' | 'errors'
>;

/** Imports the catalogue and waits for the end. The same file again is the same import. */
export async function importCatalogue(
  { staff }: ShopApi,
  { file, currency }: Scenario['catalogue'],
  progress: (rowsRead: number) => void,
): Promise<ImportReport> {
  const headers = { 'content-type': 'text/csv', 'idempotency-key': `demo-catalogue-${currency}-${await digestOf(file)}` };
  const params = { query: { currency } };
  const started = staff.POST('/v1/imports/products', { params, body: file, bodySerializer: () => file, headers });
  for (let report: ImportReport = await unwrap(started); ; ) {
    progress(report.rowsRead);
    if (report.status === 'completed') return report;
    const [first] = report.errors;
    if (report.status === 'failed')
      throw new Error(`the import failed: ${first?.code ?? 'no reason given'} ${first?.detail ?? ''}`);
    await pause(LOOK_AGAIN_MS);
    report = await unwrap(staff.GET('/v1/imports/{id}', { params: { path: { id: report.id } } }));
  }
}

const LOOK_AGAIN_MS = 250;

async function digestOf(file: Blob): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return hash.digest('hex').slice(0, 32);
}
