import type { Money } from '#shared-kernel/money.ts';

export type ProductStatus = 'draft' | 'active' | 'archived';

export interface Image {
  readonly url: string;
  readonly alt: string;
}

export interface Variant {
  readonly id: string;
  /** Unique over the whole shop. */
  readonly sku: string;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly price: Money;
}

/** A variant as it is asked for: without an id, and its title may follow from its options. */
export interface VariantDraft {
  readonly sku: string;
  readonly title?: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly price: Money;
}

interface ProductContent {
  readonly slug: string;
  readonly title: string;
  /** HTML that is safe to show. */
  readonly description: string;
  readonly vendor: string;
  /** Slugs. */
  readonly categories: readonly string[];
  readonly images: readonly Image[];
  readonly status: ProductStatus;
}

export interface ProductDraft extends ProductContent {
  readonly variants: readonly VariantDraft[];
}

export interface Product extends ProductContent {
  readonly id: string;
  readonly variants: readonly Variant[];
  /** Grows with every change. */
  readonly version: number;
  /** How many events the product has told: grows only with changes that the public may know. */
  readonly eventSequence: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
