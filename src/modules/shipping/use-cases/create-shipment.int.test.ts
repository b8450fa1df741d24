import { describe, expect, it } from 'vitest';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { dyingBeforeSettlement, shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';

const bench = shippingBench();
const { requestShipment, saidOf, statusOf, shipmentIdOf, sandbox, events } = bench;

describe('a shipment that is asked for', () => {
  it('is booked with the carrier and told', async () => {
    const request = shipmentRequest();
    await requestShipment(request);
    const shipmentId = await shipmentIdOf(request.orderId);
    expect(events.messagesOf(ShipmentCreatedV1)[0]).toMatchObject({
      subject: request.orderId,
      sequence: 1,
      payload: { orderId: request.orderId, shipmentId, carrier: 'sandbox', trackingNumber: expect.stringMatching(/^SBX\d{12}$/) },
    });
    expect(await sandbox.entriesOf(shipmentId)).toEqual(['booked']);
  });

  it('is refused where no carrier takes it', async () => {
    const request = shipmentRequest({ postalCode: '00000' });
    await requestShipment(request);
    expect(events.messagesOf(ShipmentRefusedV1)[0]?.payload).toMatchObject({ orderId: request.orderId, code: 'not_served' });
    expect(await statusOf(request.orderId)).toBe('refused');
  });

  it('is booked once where the command is delivered twice, or given twice', async () => {
    const request = shipmentRequest();
    const id = newId();
    await requestShipment(request, id);
    await requestShipment(request, id);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-created']);
    await requestShipment(request);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-created', '2 shipment-created']);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
  });

  it('answers a second command with the same refusal', async () => {
    const request = shipmentRequest({ postalCode: '00000' });
    await requestShipment(request);
    await requestShipment(request);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-refused', '2 shipment-refused']);
  });

  it('is one shipment where two processes ask at the same time', async () => {
    const request = shipmentRequest();
    await Promise.all([requestShipment(request), requestShipment(request), requestShipment(request)]);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-created', '2 shipment-created', '3 shipment-created']);
  });
});

describe('a carrier that does not answer', () => {
  it('is asked what became of the shipment when it books and says nothing', async () => {
    const request = shipmentRequest({ postalCode: '99999' });
    await requestShipment(request);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-created']);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
  });

  it('is asked what became of the shipment when it fails after booking', async () => {
    await sandbox.order({ on: 'create', kind: 'error_after' });
    const request = shipmentRequest();
    await requestShipment(request);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
  });

  it('is asked again, under the same key, when it had not heard of the shipment', async () => {
    await sandbox.order({ on: 'create', kind: 'error_before' });
    const request = shipmentRequest();
    await expect(requestShipment(request)).rejects.toMatchObject({ code: 'shipping.carrier_silent' });
    expect(await statusOf(request.orderId)).toBe('requested');
    expect(saidOf(request.orderId)).toEqual([]);
    await requestShipment(request);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
  });

  it('is asked again when it was down, and remembers its shipments when it is back', async () => {
    const [before, during] = [shipmentRequest(), shipmentRequest()];
    await requestShipment(before);
    await sandbox.stop();
    await expect(requestShipment(during)).rejects.toMatchObject({ code: 'shipping.carrier_silent' });
    await sandbox.start();
    await requestShipment(during);
    expect(await sandbox.entriesOf(await shipmentIdOf(before.orderId))).toEqual(['booked']);
    expect(saidOf(during.orderId)).toEqual(['1 shipment-created']);
  });

  it('holds one shipment where the process died before it could store the answer', async () => {
    const request = shipmentRequest();
    const message = { subject: request.orderId, payload: request, id: newId() };
    const dying = dyingBeforeSettlement(bench.subscriptions.create);
    await expect(deliver(bench.database, dying, CreateShipmentV1, message)).rejects.toThrow('the process died');
    expect(await statusOf(request.orderId)).toBe('requested');
    await deliver(bench.database, bench.subscriptions.create, CreateShipmentV1, message);
    expect(saidOf(request.orderId)).toEqual(['1 shipment-created']);
    expect(await sandbox.entriesOf(await shipmentIdOf(request.orderId))).toEqual(['booked']);
  });
});
