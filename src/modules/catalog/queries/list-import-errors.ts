import { and, asc, eq, gt } from 'drizzle-orm';
import type { Db } from '#shared-kernel/database/database.ts';
import { importErrors } from '../persistence/schema.ts';

export interface ImportErrorsPage {
  readonly importId: string;
  /** Goes on after the error with this number. */
  readonly after: number;
  readonly limit: number;
}

/** The errors of an import in the order in which they were met. */
export function listImportErrors(db: Db, { importId, after, limit }: ImportErrorsPage) {
  return db.drizzle
    .select({ number: importErrors.number, line: importErrors.line, code: importErrors.code, detail: importErrors.detail })
    .from(importErrors)
    .where(and(eq(importErrors.importId, importId), gt(importErrors.number, after)))
    .orderBy(asc(importErrors.number))
    .limit(limit);
}
