import { z } from 'zod';
import { wirePublicKey } from './define-fields.ts';

/** What an erasure did to the records of one kind that a module holds. */
export const ErasedRecords = z.strictObject({
  /** What they are, in words: `orders`, `addresses of parcels`. */
  kind: z.string().min(1).max(100),
  count: z.int().nonnegative(),
  action: z.enum(['deleted', 'anonymised', 'kept']),
  /** Why they are kept, where they are. */
  reason: z.string().max(300).optional(),
});
/** What an erasure did to the records of one kind that a module holds. */
export type ErasedRecords = z.output<typeof ErasedRecords>;

/** What a module is told that is to erase a user. */
export const ErasureRequest = z.strictObject({ erasureId: z.uuid(), userId: z.uuid() });
/** What a module is told that is to erase a user. */
export type ErasureRequest = z.output<typeof ErasureRequest>;

/** What a module answers that has erased a user: counts, and no personal data. */
export const ErasureReport = ErasureRequest.extend({ records: z.array(ErasedRecords) });
/** What a module answers that has erased a user: counts, and no personal data. */
export type ErasureReport = z.output<typeof ErasureReport>;

/** The public half of the key that an export is encrypted to, and nothing else is (RFC 7517). */
export const ExportKey = wirePublicKey;
/** The public half of the key that an export is encrypted to, and nothing else is (RFC 7517). */
export type ExportKey = z.output<typeof ExportKey>;

/** What a module is told that is to export what it holds of a user. */
export const ExportRequest = z.strictObject({ exportId: z.uuid(), userId: z.uuid(), key: ExportKey });
/** What a module is told that is to export what it holds of a user. */
export type ExportRequest = z.output<typeof ExportRequest>;

/** A part of what a module holds of a user, readable only for whoever has the key of the export. */
export const ExportPart = z.strictObject({
  exportId: z.uuid(),
  /** One reading of the module's tables: parts of different readings are not put together. */
  readingId: z.uuid(),
  part: z.int().positive(),
  parts: z.int().positive(),
  collectedAt: z.iso.datetime(),
  /** Compact JWE (ECDH-ES, A256GCM) around the JSON of an array of `[kind, record]`. */
  content: z.string().max(300_000),
});
/** A part of what a module holds of a user, readable only for whoever has the key of the export. */
export type ExportPart = z.output<typeof ExportPart>;
