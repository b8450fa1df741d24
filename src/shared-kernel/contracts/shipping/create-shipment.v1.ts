import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** Asks for a shipment of the lines with a carrier. Answered by shipment-created or shipment-refused. May be delivered more than once. */
export const CreateShipmentV1 = defineCommand(
  'shipping.create-shipment.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Who may look at it later; absent where a guest ordered. */
    userId: z.uuid().optional(),
    /** The SHA-256 of the key with which a guest may look at it later, in hex; absent where a user ordered. */
    accessKeyHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    lines: z
      .array(z.strictObject({ sku: wireSku, quantity: wireQuantity }))
      .min(1)
      .max(200),
    recipient: z.string(),
    address: z.strictObject({
      line1: z.string(),
      line2: z.string().optional(),
      city: z.string(),
      region: z.string().optional(),
      postalCode: z.string(),
      country: z.string().regex(/^[A-Z]{2}$/),
    }),
  }),
);
export type CreateShipmentV1 = CommandOf<typeof CreateShipmentV1>;
