import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { OpenFile } from '../ports/open-file.ts';
import { getImport } from '../queries/get-import.ts';
import { listImportErrors } from '../queries/list-import-errors.ts';
import type { CarryOnImport } from '../use-cases/carry-on-import.ts';
import type { StartImport } from '../use-cases/start-import.ts';

export interface ImportProductsDeps {
  readonly database: Database;
  readonly openFile: OpenFile;
  readonly startImport: StartImport;
  readonly carryOnImport: CarryOnImport;
}

const Input = z.strictObject({
  path: z.string().min(1),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
});

const ERRORS_AT_ONCE = 1_000;

/**
 * `{path, currency?}` → how the import ended, with every error that was kept. Reports the rows read so far.
 * Where this process dies, the messages that were sent with each slice make the shop carry on.
 */
export function importProductsVerb({ database, openFile, startImport, carryOnImport }: ImportProductsDeps): AdminVerb {
  return {
    name: 'import-products',
    async run(input, progress) {
      const { path, currency } = Input.parse(input);
      const cause = { correlationId: newId() };
      const importId = await database.transaction(cause, (tx) => startImport(tx, { currency, source: openFile(path) }));
      for (;;) {
        const job = await database.transaction(cause, (tx) => carryOnImport(tx, importId));
        if (!job) throw new Error(`import ${importId} is gone`);
        const percent = job.bytesTotal === 0 ? 100 : Math.floor((100 * job.nextByte) / job.bytesTotal);
        progress({ count: job.rowsRead, note: `${percent} %` });
        if (job.status !== 'running') return report(database, importId);
      }
    },
  };
}

async function report(database: Database, importId: string) {
  const outcome = await database.read((db) => getImport(db, importId));
  const errors = await allErrors(database, importId);
  return { ...outcome, errors: errors.map(({ line, code, detail }) => ({ line, code, detail })) };
}

async function allErrors(database: Database, importId: string, after = 0): Promise<ImportErrors> {
  const page = await database.read((db) => listImportErrors(db, { importId, after, limit: ERRORS_AT_ONCE }));
  const last = page.at(-1);
  return last === undefined ? page : [...page, ...(await allErrors(database, importId, last.number))];
}

type ImportErrors = Awaited<ReturnType<typeof listImportErrors>>;
