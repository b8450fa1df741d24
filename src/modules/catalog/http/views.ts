import type { z } from 'zod';
import type { Product as StoredProduct } from '../domain/product.ts';
import type { ImportReport } from '../queries/get-import.ts';
import type { ProductView } from '../queries/product-view.ts';
import type { ProductImport } from './import-schemas.ts';
import type { Product } from './schemas.ts';

export function viewOfProduct(product: ProductView | StoredProduct): z.output<typeof Product> {
  const { id, slug, title, description, vendor, categories, images, status, variants, updatedAt } = product;
  return {
    ...{ id, slug, title, description, vendor, status },
    categories: [...categories],
    images: images.map(({ url, alt }) => ({ url, alt })),
    variants: variants.map(viewOfVariant),
    updatedAt: updatedAt.toISOString(),
  };
}

export function viewOfVariant({ id, sku, title, options, price }: StoredProduct['variants'][number]) {
  const { amountMinor, currency } = price;
  return { id, sku, title, options: { ...options }, price: { amountMinor, currency } };
}

export function viewOfImport({ createdAt, finishedAt, errors, ...counts }: ImportReport): z.output<typeof ProductImport> {
  return {
    ...counts,
    errors: errors.map(({ line, code, detail }) => ({ line, code, detail })),
    errorsTruncated: errors.length < counts.errorCount,
    createdAt: createdAt.toISOString(),
    ...(finishedAt === null ? {} : { finishedAt: finishedAt.toISOString() }),
  };
}
