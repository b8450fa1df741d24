import { eq } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { imports } from '../persistence/schema.ts';
import { listImportErrors } from './list-import-errors.ts';

/** How far an import has come; undefined where there is none with this id. */
export async function getImport(db: Db, id: string) {
  const [found] = await db.drizzle
    .select({
      id: imports.id,
      status: imports.status,
      currency: imports.currency,
      rowsRead: imports.rowsRead,
      rowsRefused: imports.rowsRefused,
      productsWritten: imports.productsWritten,
      productsUnchanged: imports.productsUnchanged,
      skusDerived: imports.skusDerived,
      errorCount: imports.errorCount,
      createdAt: imports.createdAt,
      finishedAt: imports.finishedAt,
    })
    .from(imports)
    .where(eq(imports.id, id));
  return found;
}

const ERRORS_SHOWN = 100;

/** How far an import has come, and the first 100 of its errors. */
export async function getImportReport(db: Db, id: string) {
  const progress = await getImport(db, id);
  return progress && { ...progress, errors: await listImportErrors(db, { importId: id, after: 0, limit: ERRORS_SHOWN }) };
}

export type ImportReport = NonNullable<Awaited<ReturnType<typeof getImportReport>>>;
