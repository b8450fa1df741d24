import { describe, expect, it } from 'vitest';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { TrackingReport } from '../domain/tracking.ts';
import { getShipment } from '../queries/get-shipment.ts';
import { cause, shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';

const { database, requestShipment, requestCancellation, recordTracking, saidOf, shipmentIdOf, events } = shippingBench();

async function bookedShipment() {
  const request = shipmentRequest();
  await requestShipment(request);
  return { orderId: request.orderId, shipmentId: await shipmentIdOf(request.orderId) };
}

function report(shipmentId: string, status: TrackingReport['status'], more: Partial<TrackingReport> = {}): Promise<void> {
  const full = { status, description: undefined, occurredAt: undefined, ...more };
  return database.transaction(cause, (tx) => recordTracking(tx, shipmentId, full));
}

describe('what the carrier reports', () => {
  it('is kept, and the first and the last station are told', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    const occurredAt = new Date('2026-01-15T09:30:00Z');
    await report(shipmentId, 'dispatched', { occurredAt });
    await report(shipmentId, 'in_transit', { description: 'Sorted in Leipzig' });
    await report(shipmentId, 'delivered');
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-dispatched', '3 shipment-delivered']);
    const at = '2026-01-15T12:00:00.000Z';
    expect(events.messagesOf(ShipmentDispatchedV1)[0]?.payload).toMatchObject({ shipmentId, at: '2026-01-15T09:30:00.000Z' });
    expect(events.messagesOf(ShipmentDeliveredV1)[0]?.payload).toMatchObject({ orderId, carrier: 'sandbox', at });
    const shipment = await database.read((db) => getShipment(db, shipmentId, undefined));
    expect(shipment?.status).toBe('delivered');
    expect(shipment?.events).toEqual([
      { at: '2026-01-15T09:30:00.000Z', status: 'dispatched', description: undefined },
      { at, status: 'in_transit', description: 'Sorted in Leipzig' },
      { at, status: 'delivered', description: undefined },
    ]);
  });

  it('changes nothing when it is repeated', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    await report(shipmentId, 'dispatched');
    await report(shipmentId, 'dispatched');
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-dispatched']);
  });

  it('is told once where two report it at the same time', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    await Promise.all([report(shipmentId, 'dispatched'), report(shipmentId, 'dispatched'), report(shipmentId, 'dispatched')]);
    expect(saidOf(orderId)).toEqual(['1 shipment-created', '2 shipment-dispatched']);
  });

  it('is refused for a shipment that there is not, or that was called off before it was asked for', async () => {
    await expect(report(newId(), 'dispatched')).rejects.toMatchObject({ code: 'shipping.shipment_not_found' });
    const orderId = newId();
    await requestCancellation(orderId);
    const mark = await shipmentIdOf(orderId);
    await expect(report(mark, 'dispatched')).rejects.toMatchObject({ code: 'shipping.shipment_not_found' });
  });

  it('is refused where the shipment cannot have come there', async () => {
    const { orderId, shipmentId } = await bookedShipment();
    await expect(report(shipmentId, 'delivered')).rejects.toMatchObject({ code: 'shipping.impossible_transition' });
    await requestCancellation(orderId);
    await expect(report(shipmentId, 'dispatched')).rejects.toMatchObject({ code: 'shipping.impossible_transition' });
  });
});
