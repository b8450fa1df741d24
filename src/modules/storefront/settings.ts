import { z } from 'zod';

export const StorefrontSettings = z.object({
  STOREFRONT_STALE_SECONDS: z.coerce
    .number()
    .positive()
    .default(15)
    .describe('A part of a dashboard that is further behind than this says that it is stale.'),
});
