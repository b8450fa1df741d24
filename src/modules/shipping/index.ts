import { join } from 'node:path';
import { z } from 'zod';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { EraseUserV1 } from '#contracts/shipping/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/shipping/export-user.v1.ts';
import { ShipmentCancellationRefusedV1 } from '#contracts/shipping/shipment-cancellation-refused.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import { UserDataErasedV1 } from '#contracts/shipping/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/shipping/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineModule, type HealthCheck } from '#shared-kernel/module.ts';
import { sandboxInProcess } from './adapters/sandbox-in-process.ts';
import { CANCEL_SHIPMENT, CARRIER, CREATE_SHIPMENT, ERASE_USER, RECORD_TRACKING, shippingContainer } from './container.ts';
import { shippingRoutes } from './http/routes.ts';
import { personalData } from './persistence/personal-data.ts';
import { erasedUsers, shipments, trackingEvents } from './persistence/schema.ts';
import type { Carrier } from './ports/carrier.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { cancelShipmentSubscription } from './subscriptions/cancel-shipment.ts';
import { createShipmentSubscription } from './subscriptions/create-shipment.ts';
import { eraseUserOnUserErased } from './subscriptions/erase-user-on-user-erased.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';

/** Shipments: booked with a carrier, tracked, cancelled. */
export const shippingModule = defineModule({
  name: 'shipping',
  owner: 'team-shipping',
  purpose: 'Books one shipment per order with a carrier, and tells what becomes of it.',
  tables: [shipments, trackingEvents, erasedUsers],
  personalData,
  publishes: [
    ShipmentCreatedV1,
    ShipmentRefusedV1,
    ShipmentCancelledV1,
    ShipmentCancellationRefusedV1,
    ShipmentDispatchedV1,
    ShipmentDeliveredV1,
    UserDataErasedV1,
    UserDataExportedV1,
  ],
  receives: [CreateShipmentV1, CancelShipmentV1, EraseUserV1, ExportUserV1],
  hears: [UserErasedV1],
  settings: z.object({
    SHIPPING_CARRIER_URL: z
      .url()
      .optional()
      .describe('The carrier to book with. Without it the process starts the sandbox carrier.'),
    SHIPPING_CARRIER_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(6_000)
      .default(2_000)
      .describe('After this long without an answer the carrier is asked what became of the call.'),
  }),
  assemble(platform, { SHIPPING_CARRIER_URL: url, SHIPPING_CARRIER_TIMEOUT_MS: timeoutMs }) {
    const sandbox = sandboxInProcess(join(platform.directory, 'sandbox-carrier.jsonl'));
    const parts = shippingContainer(platform, { baseUrl: () => url ?? sandbox.url(), timeoutMs });
    return {
      routes: shippingRoutes({ recordTracking: parts.resolve(RECORD_TRACKING) }),
      subscriptions: [
        createShipmentSubscription(parts.resolve(CREATE_SHIPMENT)),
        cancelShipmentSubscription(parts.resolve(CANCEL_SHIPMENT)),
        eraseUserOnUserErased(parts.resolve(ERASE_USER)),
        ...personalDataSubscriptions({ ...platform, erase: parts.resolve(ERASE_USER), collect: collectUserRecords }),
      ],
      checks: [carrierAnswers(parts.resolve(CARRIER))],
      async start() {
        if (url !== undefined) return;
        await sandbox.start();
        platform.log.info({ url: sandbox.url() }, 'the sandbox carrier takes shipments; set SHIPPING_CARRIER_URL for another');
      },
      stop: sandbox.stop,
    };
  },
});

const carrierAnswers = (carrier: Carrier): HealthCheck => ({
  name: 'carrier',
  async run() {
    const answer = await carrier.find(newId(), AbortSignal.timeout(5_000));
    if (answer.kind === 'unknown') throw new Error(`the carrier does not answer: ${answer.detail}`);
    return 'the carrier answers';
  },
});
