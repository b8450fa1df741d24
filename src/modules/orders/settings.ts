import { z } from 'zod';

export const OrdersSettings = z.object({
  ORDERS_STEP_SECONDS: z.coerce
    .number()
    .min(0.1)
    .default(30)
    .describe('How long a module may take to answer a step of an order, in seconds; twice that where it calls a foreign system.'),
  ORDERS_HOLD_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(900)
    .describe(
      'How long stock is held for an order that is not paid yet. Keep it longer than a payment may take, retries included.',
    ),
  ORDERS_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 currency such as EUR')
    .default('EUR')
    .describe('The currency that an empty cart shows; the first line decides.'),
});
export type OrdersSettings = z.output<typeof OrdersSettings>;
