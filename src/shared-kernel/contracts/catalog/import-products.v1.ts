import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Asks catalog to carry on an import with the slice that begins at `fromByte`; ignored where the import is already further on. May be delivered more than once. */
export const ImportProductsV1 = defineCommand(
  'catalog.import-products.v1',
  z.strictObject({
    importId: z.uuid(),
    fromByte: z.int().nonnegative(),
  }),
);
export type ImportProductsV1 = CommandOf<typeof ImportProductsV1>;
