import { AppError } from '#shared-kernel/errors.ts';

export class UnknownSku extends AppError {
  override readonly name = 'UnknownSku';

  constructor(sku: string) {
    super('not_found', {
      code: 'inventory.unknown_sku',
      detail: `There is no stock item ${sku}. Publish a product with this SKU, or adjust its stock.`,
    });
  }
}

export class InsufficientStock extends AppError {
  override readonly name = 'InsufficientStock';

  constructor(sku: string, available: number, delta: number) {
    super('conflict', {
      code: 'inventory.insufficient_stock',
      detail: `Only ${available} of ${sku} can be taken away, not ${-delta}: the rest is promised to orders or does not exist.`,
    });
  }
}
