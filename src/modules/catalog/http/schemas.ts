import { z } from 'zod';
import { PageQuery } from '#shared-kernel/paging.ts';
import { MAX_AMOUNT_MINOR } from '../domain/price-text.ts';
import { MAX_SKU_LENGTH } from '../domain/sku.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be three capital letters, such as EUR', abort: true })
  .refine((code) => CURRENCIES.has(code), 'is not a currency of ISO 4217')
  .describe('ISO 4217.');

export const Price = z
  .strictObject({
    amountMinor: z.int().min(0).max(MAX_AMOUNT_MINOR).describe('In the smallest unit of the currency.'),
    currency: Currency,
  })
  .meta({ id: 'Price', examples: [{ amountMinor: 1_250, currency: 'EUR' }] });

const Sku = z.string().trim().min(1).max(MAX_SKU_LENGTH).describe('Unique over the whole shop.');
const Status = z.enum(['draft', 'active', 'archived']);

const ImageDraft = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_048),
  alt: z.string().max(500).default(''),
});

const OptionText = z.string().trim().min(1).max(255);

const VariantDraft = z.strictObject({
  sku: Sku,
  title: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .optional()
    .describe('Without one: the values of the options, else the title of the product.'),
  options: z
    .record(OptionText, OptionText)
    .refine((options) => Object.keys(options).length <= 10, 'has more than 10 options')
    .default({})
    .describe('`{"Size": "M"}`'),
  price: Price,
});

const Title = z.string().trim().min(1).max(255);
const Slug = z.string().min(1).max(120);
const Description = z.string().max(100_000).describe('HTML. Scripts, styles and handlers are taken out.');
const Categories = z.array(z.string().trim().min(1).max(120)).max(50).describe('Kept as slugs: `Green Tea` becomes `green-tea`.');
const Images = z.array(ImageDraft).max(250);
const Vendor = z.string().trim().max(255);
const DraftStatus = z.enum(['draft', 'active']);
const Variants = z.array(VariantDraft).min(1).max(2_000);

const PRODUCT = {
  title: 'Paper filters',
  description: '<p>A hundred of them.</p>',
  categories: ['coffee'],
  variants: [{ sku: 'FILTER-01', title: 'Size 2', price: { amountMinor: 1_250, currency: 'EUR' } }],
};

export const CreateProductBody = z
  .strictObject({
    title: Title,
    slug: Slug.optional().describe('Made from the title where it is left out.'),
    description: Description.default(''),
    vendor: Vendor.default(''),
    categories: Categories.default([]),
    images: Images.default([]),
    status: DraftStatus.default('active'),
    variants: Variants,
  })
  .meta({ examples: [PRODUCT] });

export const ChangeProductBody = z
  .strictObject({
    title: Title.optional(),
    slug: Slug.optional(),
    description: Description.optional(),
    vendor: Vendor.optional(),
    categories: Categories.optional(),
    images: Images.optional(),
    status: DraftStatus.optional(),
    variants: Variants.optional().describe('Replaces all variants; those with a known SKU keep their ids.'),
  })
  .meta({ examples: [{ title: 'Paper filters, unbleached', status: 'active' }] });

export const ShownProductParams = z.strictObject({ id: z.string().min(1).max(240).describe('The slug, or the id.') });
export const ProductParams = z.strictObject({ id: z.uuid() });
export const SkuParams = z.strictObject({ sku: Sku });

export const ListProductsQuery = PageQuery.extend({
  q: z.string().trim().max(200).optional().describe('Words to search for; `"in quotes"`, `or` and `-not` are understood.'),
  category: z.string().trim().min(1).max(120).optional().describe('One of the `categories` that products show.'),
  status: Status.optional().describe('Only staff may ask for another one than `active`.'),
});

// Slugs are cut to 120 characters, which are two units of UTF-16 each at most.
const ShownSlug = z.string().max(240);
const ShownOption = z.string().max(255);

export const Variant = z
  .strictObject({
    id: z.uuid(),
    sku: z.string().max(MAX_SKU_LENGTH),
    title: z.string().max(2_600).describe('Its own, or the values of its ten options at most.'),
    options: z.record(ShownOption, ShownOption),
    price: Price,
  })
  .meta({ id: 'Variant' });

export const Product = z
  .strictObject({
    id: z.uuid(),
    slug: ShownSlug,
    title: z.string().max(255),
    // Longer than what came in: `&` is written out as `&amp;`.
    description: z.string().max(1_000_000).describe('HTML that is safe to show.'),
    vendor: z.string().max(255),
    categories: z.array(ShownSlug).max(50),
    images: z.array(z.strictObject({ url: z.string().max(2_048), alt: z.string().max(500) })).max(250),
    status: Status,
    variants: z.array(Variant).max(2_000),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Product' });
