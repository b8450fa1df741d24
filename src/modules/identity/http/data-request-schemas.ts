import { z } from 'zod';

export const RequestParams = z.strictObject({ id: z.uuid() });

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
          module: z.string(),
          at: z.iso.datetime(),
          records: z.array(
            z.strictObject({
              kind: z.string(),
              count: z.int(),
              action: z.enum(['deleted', 'anonymised', 'kept']),
              reason: z.string().optional().describe('Why they are kept, where they are.'),
            }),
          ),
        }),
      )
      .describe('What each part of the shop did, and when. Counts, no personal data.'),
    accessKey: z.string().optional().describe('Only once, to whoever asked: sent back as X-Access-Key.'),
  })
  .meta({ id: 'Erasure' });
export type ErasureReceipt = z.output<typeof ErasureReceipt>;

export const RequestExportBody = z.strictObject({}).optional();

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

export const ExportContent = z
  .strictObject({
    exportId: z.uuid(),
    userId: z.uuid(),
    requestedAt: z.iso.datetime(),
    sections: z.array(
      z.strictObject({
        module: z.string(),
        collectedAt: z.iso.datetime(),
        records: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).describe('By kind, as the module keeps them.'),
      }),
    ),
  })
  .meta({ id: 'ExportContent' });
export type ExportContent = z.output<typeof ExportContent>;
