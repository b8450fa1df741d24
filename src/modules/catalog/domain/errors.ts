import { AppError } from '#shared-kernel/errors.ts';

export class ProductNotFound extends AppError {
  constructor() {
    super('not_found', { code: 'catalog.product_not_found', detail: 'There is no such product.' });
  }
}

export class VariantNotFound extends AppError {
  constructor(sku: string) {
    super('not_found', { code: 'catalog.variant_not_found', detail: `There is no variant with the SKU ${sku}.` });
  }
}

export class StaleProduct extends AppError {
  constructor() {
    super('precondition_failed', {
      code: 'catalog.stale_product',
      detail: 'The product was changed meanwhile. Read it again and repeat the change with its new ETag.',
    });
  }
}

export class InvalidSlug extends AppError {
  constructor(suggestion: string) {
    const detail = `A slug is written in lower case with single hyphens${suggestion === '' ? '' : `, such as ${suggestion}`}.`;
    super('invalid', {
      code: 'catalog.invalid_slug',
      detail,
      violations: [{ pointer: '/slug', code: 'catalog.invalid_slug', detail }],
    });
  }
}

export class SlugTaken extends AppError {
  constructor(slug: string, cause?: unknown) {
    super('conflict', { code: 'catalog.slug_taken', detail: `Another product has the slug ${slug}.`, cause });
  }
}

/** SKUs that belong to another product, found out by the database: two writers may ask at the same time. */
export class SkuTaken extends AppError {
  constructor(skus: readonly string[]) {
    super('conflict', { code: 'catalog.sku_taken', detail: `Another product has the SKU ${skus.join(', ')}.` });
  }
}

export class DuplicateSku extends AppError {
  constructor(sku: string, index: number) {
    const detail = `The SKU ${sku} is given twice.`;
    super('invalid', {
      code: 'catalog.duplicate_sku',
      detail,
      violations: [{ pointer: `/variants/${index}/sku`, code: 'catalog.duplicate_sku', detail }],
    });
  }
}

export class StaffOnly extends AppError {
  constructor() {
    super('forbidden', {
      code: 'catalog.staff_only',
      detail: 'Only staff can list products that are not on sale. Leave out the filter by status.',
    });
  }
}

export class ImportNotFound extends AppError {
  constructor() {
    super('not_found', { code: 'catalog.import_not_found', detail: 'There is no such import, or it is older than 30 days.' });
  }
}

export class UnknownCurrency extends AppError {
  constructor(currency: string) {
    super('invalid', { code: 'catalog.unknown_currency', detail: `${currency} is not a currency of ISO 4217.` });
  }
}
