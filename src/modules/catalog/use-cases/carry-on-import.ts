import { ImportProductsV1 } from '#contracts/catalog/import-products.v1.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { CsvRecordScanner } from '../domain/csv-record-scanner.ts';
import { CatalogueSlice, type SliceLimits } from '../domain/shopify/catalogue-slice.ts';
import { type ProductReading, restRefused } from '../domain/shopify/product-rows.ts';
import { readProducts } from '../domain/shopify/read-products.ts';
import { type RowProblem, refuseRow } from '../domain/shopify/row.ts';
import type { Import, Imports } from '../persistence/imports.ts';
import type { Uploads } from '../persistence/uploads.ts';
import type { PutProducts, PutProductsOutcome } from './put-products.ts';

interface Deps {
  readonly imports: Imports;
  readonly uploads: Uploads;
  readonly putProducts: PutProducts;
  readonly events: EventBus;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly limits?: SliceLimits;
}

/** What one transaction takes: some hundred milliseconds of work and a few megabytes. */
const SLICE_LIMITS: SliceLimits = { products: 500, rows: 2_000, bytes: 4 * 1024 * 1024 };
const MAX_ROW_BYTES = 256 * 1024;

export type CarryOnImport = ReturnType<typeof carryOnImport>;

/**
 * Writes the next slice of an import, notes where the one after it begins, and asks for that one: all in one
 * transaction, so that an import stops and goes on between products only. Where `fromByte` is given and the
 * import is already further on, the request is an old one and is ignored. Undefined where there is no such import.
 */
export const carryOnImport =
  (deps: Deps) =>
  async (tx: Tx, importId: string, fromByte?: number): Promise<Import | undefined> => {
    const { imports, events, signals, clock } = deps;
    const job = await imports.lock(tx, importId);
    if (job?.status !== 'running' || (fromByte ?? job.nextByte) !== job.nextByte) return job;
    const next = { ...(await writeSlice(deps, tx, job)), updatedAt: clock.now() };
    await imports.save(tx, next);
    if (next.status === 'running') {
      events.send(tx, ImportProductsV1, { subject: importId, payload: { importId, fromByte: next.nextByte } });
    } else {
      tx.afterCommit(() => signals.notify(importSignal(importId)));
    }
    return next;
  };

/** What is notified in this process when the import has ended. */
export function importSignal(importId: string): string {
  return `catalog.import.${importId}`;
}

async function writeSlice(deps: Deps, tx: Tx, job: Import): Promise<Import> {
  const { slice, next } = await cutSlice(deps, tx, job);
  if (slice.refusal || !slice.header) return fail(deps, tx, job, slice.refusal ?? EMPTY_FILE);
  const earlier = await deps.imports.claimHandles(tx, job.id, slice.products);
  const readings = readProducts(slice.products, earlier, job.currency);
  const outcome = await deps.putProducts(
    tx,
    readings.flatMap(({ draft, incomplete }) => (draft ? [{ draft, keepOtherVariants: incomplete }] : [])),
  );
  const problems = [...slice.problems, ...readings.flatMap((reading) => reading.problems), ...problemsOf(outcome, readings)];
  problems.sort((one, other) => one.line - other.line);
  await deps.imports.recordErrors(tx, job.id, job.errorCount, problems);
  return {
    ...job,
    status: next ? 'running' : 'completed',
    nextByte: next?.byte ?? job.bytesTotal,
    nextLine: next?.line ?? job.nextLine,
    header: slice.header,
    rowsRead: job.rowsRead + slice.rowsRead,
    rowsRefused: job.rowsRefused + new Set(problems.filter(({ refusesRow }) => refusesRow).map(({ line }) => line)).size,
    productsWritten: job.productsWritten + outcome.written,
    productsUnchanged: job.productsUnchanged + outcome.unchanged,
    skusDerived: job.skusDerived + readings.reduce((sum, { skusDerived }) => sum + skusDerived, 0),
    errorCount: job.errorCount + problems.length,
  };
}

const EMPTY_FILE = { code: 'missing_columns', detail: 'The file is empty: its first line must name the columns.' };

/** Reads on where the import stands until the slice is full. `next` is where it ends, undefined at the end of the file. */
async function cutSlice({ uploads, limits = SLICE_LIMITS }: Deps, tx: Tx, job: Import) {
  const slice = new CatalogueSlice(job.header ?? undefined, limits);
  const scanner = new CsvRecordScanner({ byte: job.nextByte, line: job.nextLine, maxRecordBytes: MAX_ROW_BYTES });
  for await (const bytes of uploads.read(tx, job.id, job.nextByte)) {
    for (const record of scanner.push(bytes)) {
      if (!slice.add(record)) return { slice, next: { byte: record.firstByte, line: record.line } };
    }
  }
  for (const record of scanner.end()) {
    if (!slice.add(record)) return { slice, next: { byte: record.firstByte, line: record.line } };
  }
  return { slice, next: undefined };
}

async function fail({ imports }: Deps, tx: Tx, job: Import, { code, detail }: { code: string; detail: string }): Promise<Import> {
  await imports.recordErrors(tx, job.id, job.errorCount, [refuseRow(1, code, detail)]);
  return { ...job, status: 'failed', errorCount: job.errorCount + 1 };
}

/** What could only be told with a look at the products of others. */
function problemsOf({ takenSkus, refused }: PutProductsOutcome, readings: readonly ProductReading[]): readonly RowProblem[] {
  const bySlug = new Map(readings.map((reading) => [reading.draft?.slug, reading]));
  const taken = takenSkus.map(({ slug, sku }) => {
    return refuseRow(bySlug.get(slug)?.lineBySku.get(sku) ?? 1, 'sku_taken', `The SKU ${sku} belongs to another product.`);
  });
  const unwritten = refused.flatMap((slug) => bySlug.get(slug) ?? []);
  return [...taken, ...unwritten.flatMap((reading) => restRefused(reading, taken))];
}
