import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { z } from 'zod';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import type { Sql } from '#shared-kernel/database/sql.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { sandboxCarrier } from '../adapters/sandbox-carrier.ts';
import type { Fault } from '../adapters/sandbox-server/faults.ts';
import { LedgerEntry } from '../adapters/sandbox-server/ledger.ts';
import { type SandboxCarrierServer, startSandboxCarrier } from '../adapters/sandbox-server/server.ts';
import { erasedUsers } from '../persistence/erased-users.ts';
import { shipments } from '../persistence/shipments.ts';
import { cancelShipmentSubscription } from '../subscriptions/cancel-shipment.ts';
import { createShipmentSubscription } from '../subscriptions/create-shipment.ts';
import { eraseUserOnUserErased } from '../subscriptions/erase-user-on-user-erased.ts';
import { cancelShipment } from '../use-cases/cancel-shipment.ts';
import { createShipment } from '../use-cases/create-shipment.ts';
import { eraseUser } from '../use-cases/erase-user.ts';
import { recordTracking } from '../use-cases/record-tracking.ts';

/** The module on a database and a sandbox carrier of the test file's own. */
export function shippingBench() {
  const { database, admin } = testDatabase('shipping');
  const clock = fixedClock();
  const events = recordingEventBus('shipping', clock);
  const sandbox = sandboxOfTheFile();
  const carrier = sandboxCarrier({ baseUrl: () => sandbox.url, timeoutMs: 1_000 });
  const create = createShipment({ shipments, carrier, events, clock });
  const cancel = cancelShipment({ shipments, carrier, events, clock });
  const forget = eraseUser({ erasedUsers, clock });
  const subscriptions = {
    create: createShipmentSubscription(create),
    cancel: cancelShipmentSubscription(cancel),
    erase: eraseUserOnUserErased(forget),
  };
  beforeEach(() => events.clear());

  return {
    database,
    admin,
    clock,
    events,
    sandbox,
    create,
    cancel,
    subscriptions,
    eraseUser: forget,
    recordTracking: recordTracking({ shipments, events, clock }),
    requestShipment: (payload: CreateShipmentV1, id = newId()) =>
      deliver(database, subscriptions.create, CreateShipmentV1, { subject: payload.orderId, payload, id }),
    requestCancellation: (orderId: string, id = newId()) =>
      deliver(database, subscriptions.cancel, CancelShipmentV1, { subject: orderId, payload: { orderId }, id }),
    ...rowsSeenBy(admin.sql),
    /** What was said about the order, in its order, without the module's name. */
    saidOf: (orderId: string) =>
      events.envelopes
        .filter(({ subject }) => subject === orderId)
        .map(({ type, sequence }) => `${sequence} ${type.replace('shipping.', '').replace('.v1', '')}`),
  };
}

/** What the owner of the database sees of an order's shipment. */
function rowsSeenBy(sql: Sql) {
  return {
    async statusOf(orderId: string): Promise<unknown> {
      const [row] = await sql`select status from shipping.shipments where order_id = ${orderId}`;
      return row?.status;
    },
    async shipmentIdOf(orderId: string): Promise<string> {
      const [row] = await sql<{ id: string }>`select id from shipping.shipments where order_id = ${orderId}`;
      if (!row) throw new Error(`order ${orderId} has no shipment`);
      return row.id;
    },
    async destinationOf(orderId: string): Promise<unknown> {
      const [row] = await sql`select destination from shipping.shipments where order_id = ${orderId}`;
      return row?.destination;
    },
  };
}

export const cause = { correlationId: 'test' };

export function shipmentRequest(more: Partial<CreateShipmentV1> & { readonly postalCode?: string } = {}): CreateShipmentV1 {
  const { postalCode = '10115', ...given } = more;
  return {
    orderId: newId(),
    lines: [{ sku: 'TEA-1', quantity: 2 }],
    recipient: 'Ada Lovelace',
    address: { line1: 'Hauptstraße 1', city: 'Berlin', postalCode, country: 'DE' },
    ...given,
  };
}

/** The same subscription in a process that dies when the carrier has answered and before the answer is stored. */
export function dyingBeforeSettlement(subscription: Subscription): Subscription {
  if (subscription.work.kind !== 'call') throw new Error(`${subscription.name} calls nobody`);
  const settle = () => Promise.reject(new Error('the process died'));
  return { ...subscription, work: { ...subscription.work, settle } };
}

function sandboxOfTheFile() {
  const ledger = join(mkdtempSync(join(tmpdir(), 'tessera-carrier-')), 'ledger.jsonl');
  let server: SandboxCarrierServer | undefined;
  const url = () => {
    if (!server) throw new Error('the sandbox carrier is down');
    return server.url;
  };
  const sandbox = {
    get url() {
      return url();
    },
    async start() {
      server = await startSandboxCarrier({ port: 0, ledger });
    },
    async stop() {
      await server?.close();
      server = undefined;
    },
    async order(fault: Omit<Fault, 'times'> & { readonly times?: number }) {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${url()}/faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
    },
    async collect(key: string) {
      await fetch(`${url()}/shipments/${key}/collection`, { method: 'POST' });
    },
    async entriesOf(key: string): Promise<readonly LedgerEntry['type'][]> {
      const response = await fetch(`${url()}/ledger`);
      const { entries } = LedgerReply.parse(await response.json());
      return entries.filter((entry) => entry.key === key).map(({ type }) => type);
    },
  };
  beforeAll(sandbox.start);
  afterAll(sandbox.stop);
  return sandbox;
}

const LedgerReply = z.strictObject({ entries: z.array(LedgerEntry) });
