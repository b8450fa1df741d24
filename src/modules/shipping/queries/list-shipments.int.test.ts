import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';
import { getShipment } from './get-shipment.ts';
import { listShipments } from './list-shipments.ts';

const { database, requestShipment, requestCancellation, shipmentIdOf } = shippingBench();

const list = (filter: Partial<Parameters<typeof listShipments>[1]>) =>
  database.read((db) => listShipments(db, { userId: undefined, limit: 10, ...filter }));

describe('the list of shipments', () => {
  it('shows a user the own ones only, newest first, page by page', async () => {
    const userId = newId();
    const requests = [1, 2, 3].map(() => shipmentRequest({ userId }));
    for (const request of [...requests, shipmentRequest({ userId: newId() })]) await requestShipment(request);
    const newestFirst = requests.map(({ orderId }) => orderId).reverse();
    const own = await list({ userId });
    expect(own.map(({ orderId }) => orderId)).toEqual(newestFirst);
    const second = await list({ userId, before: own[0]?.id, limit: 1 });
    expect(second.map(({ orderId }) => orderId)).toEqual(newestFirst.slice(1, 2));
  });

  it('finds the one shipment of an order, for whoever may see it', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestShipment(request);
    const found = await list({ orderId: request.orderId });
    expect(found).toMatchObject([{ orderId: request.orderId, status: 'created', carrier: 'sandbox', events: [] }]);
    expect(await list({ orderId: request.orderId, userId: newId() })).toEqual([]);
  });

  it('hides a shipment that belongs to another', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestShipment(request);
    const id = await shipmentIdOf(request.orderId);
    expect(await database.read((db) => getShipment(db, id, request.userId))).toMatchObject({ id });
    expect(await database.read((db) => getShipment(db, id, newId()))).toBeUndefined();
  });

  it('leaves out what was called off before it was asked for', async () => {
    const orderId = newId();
    await requestCancellation(orderId);
    expect(await list({ orderId })).toEqual([]);
    const mark = await shipmentIdOf(orderId);
    expect(await database.read((db) => getShipment(db, mark, undefined))).toBeUndefined();
  });
});
