import { describe, expect, it } from 'vitest';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { cause, shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';

const bench = shippingBench();
const { database, admin, requestShipment, requestCancellation, destinationOf, shipmentIdOf } = bench;

const erase = (userId: string, id = newId()) =>
  deliver(database, bench.subscriptions.erase, UserErasedV1, { subject: userId, sequence: 2, payload: { userId }, id });

async function deliverParcel(orderId: string): Promise<void> {
  const shipmentId = await shipmentIdOf(orderId);
  for (const status of ['dispatched', 'delivered'] as const) {
    const report = { status, description: undefined, occurredAt: undefined };
    await database.transaction(cause, (tx) => bench.recordTracking(tx, shipmentId, report));
  }
}

describe('a user who is erased', () => {
  it('leaves no address on parcels that have arrived, and nobody else loses theirs', async () => {
    const userId = newId();
    const [own, foreign] = [shipmentRequest({ userId }), shipmentRequest({ userId: newId() })];
    for (const request of [own, foreign]) {
      await requestShipment(request);
      await deliverParcel(request.orderId);
    }
    expect(await destinationOf(own.orderId)).toMatchObject({ recipient: 'Ada Lovelace' });
    const { id } = await erase(userId);
    await erase(userId, id);
    await erase(userId);
    expect(await destinationOf(own.orderId)).toBeNull();
    expect(await destinationOf(foreign.orderId)).not.toBeNull();
  });

  it('still gets the parcel that is on its way, whose address goes when it has arrived', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestShipment(request);
    await erase(String(request.userId));
    expect(await destinationOf(request.orderId)).not.toBeNull();
    await deliverParcel(request.orderId);
    expect(await destinationOf(request.orderId)).toBeNull();
  });

  it('leaves nothing of what was written about the parcels, before and after', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestShipment(request);
    const shipmentId = await shipmentIdOf(request.orderId);
    const report = (status: 'dispatched' | 'delivered', description: string) =>
      database.transaction(cause, (tx) => bench.recordTracking(tx, shipmentId, { status, description, occurredAt: undefined }));
    const written = () => admin.sql`
      select description from shipping.tracking_events where shipment_id = ${shipmentId} order by position`;
    await report('dispatched', 'Called before by Mrs Lovelace');
    expect(await written()).toEqual([{ description: 'Called before by Mrs Lovelace' }]);
    await erase(String(request.userId));
    await report('delivered', 'Left with her neighbour');
    expect(await written()).toEqual([{ description: null }, { description: null }]);
  });

  it('leaves no address with a request that arrives after the erasure, once it has ended', async () => {
    const request = shipmentRequest({ userId: newId() });
    await erase(String(request.userId));
    await requestShipment(request);
    await requestCancellation(request.orderId);
    expect(await destinationOf(request.orderId)).toBeNull();
  });

  it('leaves no address on a parcel that arrives in the same moment', async () => {
    const request = shipmentRequest({ userId: newId() });
    await requestShipment(request);
    const shipmentId = await shipmentIdOf(request.orderId);
    const report = (status: 'dispatched' | 'delivered') => ({ status, description: undefined, occurredAt: undefined });
    await database.transaction(cause, (tx) => bench.recordTracking(tx, shipmentId, report('dispatched')));
    let erasing: Promise<unknown> = Promise.resolve();
    await database.transaction(cause, async (tx) => {
      await bench.recordTracking(tx, shipmentId, report('delivered'));
      erasing = erase(String(request.userId));
      await eventually(blockedSessions, { is: 1 });
    });
    await erasing;
    expect(await destinationOf(request.orderId)).toBeNull();
  });

  it('is waited for by a request that is being taken down', async () => {
    const request = shipmentRequest({ userId: newId(), postalCode: '00000' });
    let erasing: Promise<unknown> = Promise.resolve();
    await database.transaction(cause, async (tx) => {
      const { userId, orderId, lines, recipient, address } = request;
      await bench.create.intend(tx, { userId, orderId, lines, destination: { recipient, address } });
      erasing = erase(String(userId));
      await eventually(blockedSessions, { is: 1 });
    });
    await Promise.all([erasing, requestShipment(request)]);
    expect(await destinationOf(request.orderId)).toBeNull();
  });
});

async function blockedSessions(): Promise<number> {
  const rows = await admin.sql`
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length;
}
