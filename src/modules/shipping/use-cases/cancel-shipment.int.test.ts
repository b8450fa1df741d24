import { describe, expect, it } from 'vitest';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { cause, dyingBeforeSettlement, shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';

const bench = shippingBench();
const { requestShipment, requestCancellation, saidOf, statusOf, shipmentIdOf, sandbox, events, database } = bench;

async function bookedShipment() {
  const request = shipmentRequest();
  await requestShipment(request);
  return { orderId: request.orderId, shipmentId: await shipmentIdOf(request.orderId) };
}

describe('a shipment that is cancelled', () => {
  it('is cancelled with the carrier and told', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    await requestCancellation(orderId);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-cancelled']);
    expect(events.messagesOf(ShipmentCancelledV1)[0]?.payload).toEqual({ orderId, shipmentId });
    expect(await sandbox.entriesOf(shipmentId)).toEqual(['booked', 'cancelled']);
  });

  it('is cancelled once where the command is delivered twice, or given twice', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    const id = newId();
    await requestCancellation(orderId, id);
    await requestCancellation(orderId, id);
    expect(saidOf(orderId)).toHaveLength(2);
    await requestCancellation(orderId);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-cancelled', '3 shipment-cancelled']);
    expect(await sandbox.entriesOf(shipmentId)).toEqual(['booked', 'cancelled']);
  });

  it('refuses the request that comes after its cancellation, and keeps no address of it', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestCancellation(request.orderId);
    expect(events.messagesOf(ShipmentCancelledV1)[0]?.payload).toEqual({ orderId: request.orderId });
    await requestShipment(request);
    expect(events.messagesOf(ShipmentRefusedV1)[0]).toMatchObject({ sequence: 2, payload: { code: 'cancelled' } });
    expect(await bench.destinationOf(request.orderId)).toBeNull();
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual([]);
  });

  it('counts as cancelled where the carrier had refused it', async () => {
    const request = shipmentRequest({ postalCode: '00000' });
    await requestShipment(request);
    await requestCancellation(request.orderId);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-refused', '2 shipment-cancelled']);
    expect(events.messagesOf(ShipmentCancelledV1)[0]?.payload).toEqual({ orderId: request.orderId });
  });

  it('cannot be cancelled any more when it was dispatched', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    const report = { status: 'dispatched', description: undefined, occurredAt: undefined } as const;
    await database.transaction(cause, (tx) => bench.recordTracking(tx, shipmentId, report));
    await requestCancellation(orderId);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-dispatched', '3 shipment-cancellation-refused']);
  });

  it('stays created where the carrier has fetched it and nobody has told us yet', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    await sandbox.collect(shipmentId);
    await requestCancellation(orderId);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-cancellation-refused']);
    expect(await statusOf(orderId)).toBe('created');
  });
});

describe('a cancellation that overtakes its shipment', () => {
  it('cancels a request that is on its way to the carrier', async () => {
    const request = shipmentRequest();
    const { orderId } = request;
    await sandbox.order({ on: 'create', kind: 'hang_before' });
    const hanging = requestShipment(request).catch((error: unknown) => error);
    await eventually(() => statusOf(orderId), { is: 'requested' });
    await requestCancellation(orderId);
    expect(saidOf(orderId)).toEqual(['1 shipment-cancelled']);
    await hanging;
    await requestShipment(request);
    expect(saidOf(orderId).at(-1)).toMatch(/shipment-refused$/);
    expect(await sandbox.entriesOf(await shipmentIdOf(orderId))).toEqual(['cancelled']);
  });

  it('waits for the carrier, and the request waits for it', async () => {
    const request = shipmentRequest();
    const { orderId } = request;
    await sandbox.order({ on: 'cancel', kind: 'error_before' });
    const dying = dyingBeforeSettlement(bench.subscriptions.create);
    await deliver(database, dying, CreateShipmentV1, { subject: orderId, payload: request }).catch(() => undefined);
    await expect(requestCancellation(orderId)).rejects.toMatchObject({ code: 'shipping.carrier_silent' });
    await expect(requestShipment(request)).rejects.toMatchObject({ code: 'shipping.shipment_being_cancelled' });
    await requestCancellation(orderId);
    await requestShipment(request);
    expect(saidOf(orderId)).toEqual(['1 shipment-cancelled', '2 shipment-refused']);
    expect(await sandbox.entriesOf(await shipmentIdOf(orderId))).toEqual(['booked', 'cancelled']);
  });

  it('holds where the process died before it could store the answer', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    const message = { subject: orderId, payload: { orderId }, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscriptions.cancel);
    await expect(deliver(database, dying, CancelShipmentV1, message)).rejects.toThrow('the process died');
    expect(await statusOf(orderId)).toBe('cancelling');
    await deliver(database, bench.subscriptions.cancel, CancelShipmentV1, message);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-cancelled']);
    expect(await sandbox.entriesOf(shipmentId)).toEqual(['booked', 'cancelled']);
  });

  it('leaves one truth where both run at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      const request = shipmentRequest();
      const commands = [() => requestShipment(request), () => requestCancellation(request.orderId)];
      await Promise.all(commands.map((command) => eventually(command, { satisfies: () => true })));
      expect(await statusOf(request.orderId)).toMatch(/^(cancelled|called_off)$/);
      const entries = await sandbox.entriesOf(await shipmentIdOf(request.orderId));
      expect(entries.at(-1)).not.toBe('booked');
    }
  });
});
