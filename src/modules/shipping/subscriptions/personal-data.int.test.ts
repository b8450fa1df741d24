import { describe, expect, it } from 'vitest';
import { EraseUserV1 } from '#contracts/shipping/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/shipping/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/shipping/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/shipping/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { askingFor } from '#shared-kernel/testing/personal-data.ts';
import { collectUserRecords } from '../queries/collect-user-records.ts';
import { cause, shipmentRequest, shippingBench } from '../testing/shipping-bench.ts';
import { personalDataSubscriptions } from './personal-data.ts';

const bench = shippingBench();
const { database, events, clock, requestShipment, requestCancellation, destinationOf, shipmentIdOf } = bench;
const asked = askingFor({
  db: bench,
  events,
  subscriptions: () => personalDataSubscriptions({ events, clock, erase: bench.eraseUser, collect: collectUserRecords }),
  contracts: { erase: EraseUserV1, erased: UserDataErasedV1, export: ExportUserV1, exported: UserDataExportedV1 },
});

async function deliverParcel(orderId: string): Promise<void> {
  const shipmentId = await shipmentIdOf(orderId);
  for (const status of ['dispatched', 'delivered'] as const) {
    const report = { status, description: undefined, occurredAt: undefined };
    await database.transaction(cause, (tx) => bench.recordTracking(tx, shipmentId, report));
  }
}

describe('a user who is erased', () => {
  it('loses the address of each parcel: at once where it has arrived, and else when it does', async () => {
    const userId = newId();
    const [arrived, underWay] = [shipmentRequest({ userId }), shipmentRequest({ userId })];
    for (const request of [arrived, underWay]) await requestShipment(request);
    await deliverParcel(arrived.orderId);
    const id = await asked.erase(userId);
    await asked.erase(userId, id);
    await asked.erase(userId);
    const [first, second, ...more] = asked.reportsOn(userId);
    expect(first).toMatchObject([
      { kind: 'addresses of parcels', count: 1, action: 'deleted' },
      { kind: 'addresses of parcels on their way', count: 1, action: 'kept' },
      { kind: 'what was written about parcels', count: 0, action: 'deleted' },
    ]);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await destinationOf(arrived.orderId)).toBeNull();
    await deliverParcel(underWay.orderId);
    expect(await destinationOf(underWay.orderId)).toBeNull();
  });

  it('leaves no address with a parcel that is asked for late', async () => {
    const request = shipmentRequest({ userId: newId() });
    await asked.erase(String(request.userId));
    await requestShipment(request);
    await requestCancellation(request.orderId);
    expect(await destinationOf(request.orderId)).toBeNull();
    expect(asked.reportsOn(String(request.userId))[0]?.map(({ count }) => count)).toEqual([0, 0, 0]);
  });
});

it('exports parcels with where they went, to nobody but who holds the key', async () => {
  const request = shipmentRequest({ userId: newId() });
  await requestShipment(request);
  await requestShipment(shipmentRequest({ userId: newId() }));
  const { records } = await asked.export(String(request.userId));
  expect(records).toMatchObject([['shipments', { orderId: request.orderId, destination: { recipient: 'Ada Lovelace' } }]]);
  expect(JSON.stringify(events.messagesOf(UserDataExportedV1))).not.toContain('Ada Lovelace');
});
