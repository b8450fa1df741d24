import type { Tx } from '#shared-kernel/database/database.ts';
import type { Header } from '../domain/shopify/header.ts';
import type { RowProblem } from '../domain/shopify/row.ts';

export type Imports = typeof imports;

/** Imports and what they have met so far. */
export const imports = { insert, setSize, lock, save, claimHandles, forgetFinished, recordErrors };

export interface Import {
  readonly id: string;
  readonly status: 'running' | 'completed' | 'failed';
  readonly currency: string;
  readonly bytesTotal: number;
  readonly nextByte: number;
  readonly nextLine: number;
  readonly header: Header | null;
  readonly rowsRead: number;
  readonly rowsRefused: number;
  readonly productsWritten: number;
  readonly productsUnchanged: number;
  readonly skusDerived: number;
  readonly errorCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Errors that are kept of one import; the others are counted. */
export const MAX_ERRORS_KEPT = 10_000;

async function insert(tx: Tx, id: string, currency: string, now: Date): Promise<void> {
  await tx.sql`
    insert into catalog.imports (id, status, currency, bytes_total, next_byte, next_line, rows_read, rows_refused,
      products_written, products_unchanged, skus_derived, error_count, created_at, updated_at)
    values (${id}, 'running', ${currency}, 0, 0, 1, 0, 0, 0, 0, 0, 0, ${now}, ${now})`;
}

async function setSize(tx: Tx, id: string, bytesTotal: number): Promise<void> {
  await tx.sql`update catalog.imports set bytes_total = ${bytesTotal} where id = ${id}`;
}

/** Locks the import: of two that carry it on at the same time, one waits and then finds it further on. */
async function lock(tx: Tx, id: string): Promise<Import | undefined> {
  const [row] = await tx.sql<Import>`
    select id, status, currency, bytes_total as "bytesTotal", next_byte as "nextByte", next_line as "nextLine", header,
      rows_read as "rowsRead", rows_refused as "rowsRefused", products_written as "productsWritten",
      products_unchanged as "productsUnchanged", skus_derived as "skusDerived", error_count as "errorCount",
      created_at as "createdAt", updated_at as "updatedAt"
    from catalog.imports where id = ${id} for update`;
  return row;
}

/** Writes where an import stands. One that has ended needs neither its upload nor its handles any longer. */
async function save(tx: Tx, job: Import): Promise<void> {
  const finishedAt = job.status === 'running' ? null : job.updatedAt;
  await tx.sql`
    update catalog.imports set status = ${job.status}, next_byte = ${job.nextByte}, next_line = ${job.nextLine},
      header = ${JSON.stringify(job.header)}::json, rows_read = ${job.rowsRead}, rows_refused = ${job.rowsRefused},
      products_written = ${job.productsWritten}, products_unchanged = ${job.productsUnchanged},
      skus_derived = ${job.skusDerived}, error_count = ${job.errorCount}, updated_at = ${job.updatedAt}, finished_at = ${finishedAt}
    where id = ${job.id}`;
  if (finishedAt === null) return;
  await tx.sql`delete from catalog.import_chunks where import_id = ${job.id}`;
  await tx.sql`delete from catalog.import_handles where import_id = ${job.id}`;
}

/** Notes the handles that the import meets now, and answers on which line those began that it had met before. */
async function claimHandles(
  tx: Tx,
  id: string,
  met: readonly { readonly handle: string; readonly line: number }[],
): Promise<ReadonlyMap<string, number>> {
  if (met.length === 0) return new Map();
  const handles = met.map(({ handle }) => handle);
  const known = await tx.sql<{ handle: string; line: number }>`
    select handle, line from catalog.import_handles where import_id = ${id} and handle = any(${handles})`;
  const lines = met.map(({ line }) => line);
  await tx.sql`
    insert into catalog.import_handles (import_id, handle, line)
    select ${id}, handle, line from unnest(${handles}::text[], ${lines}::int[]) as met(handle, line)
    on conflict do nothing`;
  return new Map(known.map(({ handle, line }) => [handle, line]));
}

/** Adds the next errors behind the `earlier` ones of the same import. */
async function recordErrors(tx: Tx, id: string, earlier: number, problems: readonly RowProblem[]): Promise<void> {
  const kept = problems.slice(0, Math.max(0, MAX_ERRORS_KEPT - earlier));
  if (kept.length === 0) return;
  const rows = kept.map(({ line, code, detail }, index) => ({ number: earlier + index + 1, line, code, detail }));
  await tx.sql`
    insert into catalog.import_errors (import_id, number, line, code, detail)
    select ${id}, number, line, code, detail
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(number integer, line integer, code text, detail text)`;
}

async function forgetFinished(tx: Tx, before: Date): Promise<void> {
  await tx.sql`delete from catalog.imports where finished_at < ${before}`;
}
