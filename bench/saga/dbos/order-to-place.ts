import { z } from 'zod';

/** The body of `POST /v1/orders`, as far as a guest needs it who pays at once. */
export const OrderToPlace = z.strictObject({
  lines: z.array(z.strictObject({ sku: z.string().min(1).max(100), quantity: z.int().positive() })).min(1),
  customer: z.strictObject({ email: z.email(), name: z.string() }),
  shippingAddress: z.strictObject({
    name: z.string(),
    line1: z.string(),
    city: z.string(),
    postalCode: z.string(),
    country: z.string().length(2),
  }),
  payment: z.strictObject({ token: z.string() }),
});
export type OrderToPlace = z.infer<typeof OrderToPlace>;
