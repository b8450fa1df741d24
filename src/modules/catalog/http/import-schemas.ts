import { z } from 'zod';
import { ListOf } from '#shared-kernel/paging.ts';

export const ImportParams = z.strictObject({ id: z.uuid() });

export const StartImportQuery = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters, such as EUR')
    .optional()
    .describe("ISO 4217: of all prices of the file, since Shopify's format does not say it. Without: that of the shop."),
});

export const ImportError = z
  .strictObject({
    line: z.int().describe('Where the row begins, from 1.'),
    code: z.string().max(100),
    // It may quote a cell, and the longest row has 256 KiB.
    detail: z.string().max(300_000),
  })
  .meta({ id: 'ImportError' });

export const ImportErrorList = ListOf(ImportError).meta({ id: 'ImportErrorList' });

export const ProductImport = z
  .strictObject({
    id: z.uuid(),
    status: z.enum(['running', 'completed', 'failed']),
    currency: z.string().regex(/^[A-Z]{3}$/),
    rowsRead: z.int(),
    rowsRefused: z.int(),
    productsWritten: z.int().describe('Added or changed.'),
    productsUnchanged: z.int().describe('They already said what the file says.'),
    skusDerived: z.int().describe('Variants that came without a SKU and got one from their handle and options.'),
    errorCount: z.int(),
    errors: z.array(ImportError).max(100).describe('The first 100; `GET /v1/imports/{id}/errors` has them all.'),
    errorsTruncated: z.boolean(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'ProductImport' });
