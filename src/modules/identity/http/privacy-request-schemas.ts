import { z } from 'zod';

export const RequestParams = z.strictObject({ id: z.uuid() });

const ModuleName = z.string().max(100);
const RecordKind = z.string().max(100);
const Status = z.enum(['pending', 'completed', 'needs_attention']);

export const ErasureReceipt = z
  .strictObject({
    id: z.uuid(),
    status: Status,
    requestedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().optional(),
    modules: z
      .array(
        z.strictObject({
          module: ModuleName,
          at: z.iso.datetime(),
          records: z
            .array(
              z.strictObject({
                kind: RecordKind,
                count: z.int(),
                action: z.enum(['deleted', 'anonymised', 'kept']),
                reason: z.string().max(1_000).optional().describe('Why they are kept, where they are.'),
              }),
            )
            .max(100),
        }),
      )
      .max(100)
      .describe('What each part of the shop did, and when. Counts, no personal data.'),
    accessKey: z.string().max(255).optional().describe('Only once, to whoever asked: sent back as X-Access-Key.'),
  })
  .meta({ id: 'Erasure' });
export type ErasureReceipt = z.output<typeof ErasureReceipt>;

export const RequestExportBody = z
  .strictObject({})
  .optional()
  .meta({ examples: [{}] });

export const ExportStatus = z
  .strictObject({
    id: z.uuid(),
    status: Status,
    requestedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().optional(),
    expiresAt: z.iso.datetime().describe('Until then the content can be fetched, and no longer.'),
  })
  .meta({ id: 'Export' });
export type ExportStatus = z.output<typeof ExportStatus>;

const FieldName = z.string().max(100);
// More than anybody has: there is no such limit.
const MOST_RECORDS = 10_000_000;
const MOST_SECTIONS = 10_000;

export const ExportContent = z
  .strictObject({
    exportId: z.uuid(),
    userId: z.uuid(),
    requestedAt: z.iso.datetime(),
    sections: z
      .array(
        z.strictObject({
          module: ModuleName,
          collectedAt: z.iso.datetime(),
          records: z
            .record(RecordKind, z.array(z.record(FieldName, z.unknown())).max(MOST_RECORDS))
            .describe('By kind, as the module keeps them.'),
        }),
      )
      .max(MOST_SECTIONS),
  })
  .meta({ id: 'ExportContent' });
export type ExportContent = z.output<typeof ExportContent>;
