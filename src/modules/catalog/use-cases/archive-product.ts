import type { Tx } from '#shared-kernel/database/database.ts';
import type { ChangeProduct, ChangeProductInput } from './change-product.ts';

export type ArchiveProduct = ReturnType<typeof archiveProduct>;

/** Takes a product from sale. It keeps its slug and its SKUs, and can be published again. */
export const archiveProduct =
  ({ changeProduct }: { readonly changeProduct: ChangeProduct }) =>
  async (tx: Tx, { id, version }: Pick<ChangeProductInput, 'id' | 'version'>): Promise<void> => {
    await changeProduct(tx, { id, version, parts: { status: 'archived' } });
  };
