import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/** Asks to call the shipment off, and to refuse one of the order that comes later. Answered by shipment-cancelled, or shipment-cancellation-refused where it is on its way. May be delivered more than once. */
export const CancelShipmentV1 = defineCommand(
  'shipping.cancel-shipment.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type CancelShipmentV1 = CommandOf<typeof CancelShipmentV1>;
