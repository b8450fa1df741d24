import { z } from 'zod';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

export const CatalogSettings = z.object({
  CATALOG_CURRENCY: z
    .string()
    .refine((code) => CURRENCIES.has(code), 'is not a currency of ISO 4217')
    .default('EUR')
    .describe("The currency of imported prices where the import does not say its own: Shopify's format has none."),
});
