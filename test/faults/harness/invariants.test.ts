import { describe, expect, it } from 'vitest';
import { derivedId } from '#shared-kernel/ids.ts';
import { ERASED_EMAIL, type Evidence, type JobRow } from './evidence.ts';
import { judge } from './invariants.ts';

const KEY = '0190a000-0000-7000-8000-000000000001';
const OTHER_KEY = '0190a000-0000-7000-8000-000000000002';
const DELIVERY = '0190a000-0000-7000-8000-000000000003';
const SOLD = 'order-sold';
const DROPPED = 'order-dropped';
const QUEUE = 'orders.advance-saga-on-step-outcome';

const order = { cartId: null, lines: [{ sku: 'TEA', quantity: 2 }], totalMinor: 500, version: 0 } as const;

const sound: Evidence = {
  calls: [placed(KEY, SOLD), placed(OTHER_KEY, DROPPED), { ...placed(DELIVERY, ''), action: 'adjust-stock' }],
  orders: [
    { ...order, id: SOLD, status: 'confirmed', email: `${KEY}@chaos.example` },
    { ...order, id: DROPPED, status: 'cancelled', email: `${OTHER_KEY}@chaos.example` },
  ],
  sagas: [{ orderId: SOLD, saga: 'place-order', phase: 'done' }],
  stock: [{ sku: 'TEA', onHand: 10, held: 0, reserved: 2 }],
  movements: [{ sku: 'TEA', kind: 'adjustment', onHand: 10, held: 0, reserved: 2, orderId: null, reason: DELIVERY }],
  reservations: [{ orderId: SOLD, state: 'reserved', version: 1 }],
  payments: [
    {
      ...{ id: 'p1', orderId: SOLD, status: 'captured', charge: 'ch1', version: 0 },
      ...{ capturedMinor: 500, refundedMinor: 0, refundingMinor: 0 },
    },
  ],
  refunds: [],
  shipments: [{ id: 'sh1', orderId: SOLD, status: 'created', version: 0 }],
  notifications: [{ id: 'n1', template: 'order-confirmed', orderId: SOLD, status: 'sent' }],
  jobs: [job()],
  marks: [{ subscription: QUEUE, messageId: 'm1' }],
  hearers: new Map([['stock.held.v1', [QUEUE]]]),
  unreadable: [],
  charges: [charge()],
  ledgerDifferences: [],
  parcels: [{ key: 'sh1', type: 'booked' }],
  mails: ['n1'],
  complaints: [],
  unready: [],
  quietAfterMs: 1_000,
  unrest: [],
};

describe('the judgement of a run', () => {
  it('finds nothing where an order was sold and another came to nothing', () => {
    expect(complaintsOf(sound)).toEqual([]);
  });

  it('finds nothing where the goods have left, although somebody still tried to cancel', () => {
    const shipped: Partial<Evidence> = {
      calls: [...sound.calls, { ...placed(KEY, SOLD), action: 'cancel-order', reply: 'accepted' }],
      stock: [{ sku: 'TEA', onHand: 8, held: 0, reserved: 0 }],
      movements: [{ sku: 'TEA', kind: 'adjustment', onHand: 8, held: 0, reserved: 0, orderId: null, reason: DELIVERY }],
      reservations: [{ orderId: SOLD, state: 'shipped', version: 1 }],
      shipments: [{ id: 'sh1', orderId: SOLD, status: 'dispatched', version: 0 }],
    };
    expect(complaintsOf({ ...sound, ...shipped })).toEqual([]);
  });

  it('finds nothing where a message was given up, and redriven', () => {
    const redriven = job({ jobId: 'another', state: 'completed' });
    expect(complaintsOf({ ...sound, jobs: [job({ state: 'failed' }), redriven] })).toEqual([]);
  });

  it('finds nothing where customers were erased', () => {
    const erased = sound.orders.map((each) => ({ ...each, email: ERASED_EMAIL }));
    expect(complaintsOf({ ...sound, orders: erased })).toEqual([]);
  });

  it.each<[string, Partial<Evidence>]>([
    [
      'no loss: relay.orders.payments: stock.held.v1 m1 is still active',
      { jobs: [...sound.jobs, job({ queue: 'relay.orders.payments', state: 'active' })] },
    ],
    [
      'no loss: relay.orders.payments: stock.held.v1 m1 is still failed',
      { jobs: [...sound.jobs, job({ queue: 'relay.orders.payments', state: 'failed' })] },
    ],
    [`no loss: ${QUEUE}: stock.held.v1 m1 is still failed`, { jobs: [job({ state: 'failed' })], marks: [] }],
    [
      'no loss: stock.held.v1 m2 never reached',
      { jobs: [...sound.jobs, job({ messageId: 'm2', queue: 'relay.inventory.orders', subject: DROPPED })] },
    ],
    [
      'stock: order order-sold is confirmed, its stock is reserved',
      { shipments: [{ id: 'sh1', orderId: SOLD, status: 'dispatched', version: 0 }] },
    ],
    ['no loss: order order-sold is confirmed although', { calls: [{ ...placed(KEY, SOLD), action: 'cancel-order' }] }],
    ['no loss: order order-gone was acknowledged and does not exist', { calls: [...sound.calls, placed(KEY, 'order-gone')] }],
    ['no loss: stock.held.v1 m1 never reached audit.note', { hearers: new Map([['stock.held.v1', [QUEUE, 'audit.note']]]) }],
    [`no loss: ${QUEUE}: m1 is done, and was never handled`, { marks: [] }],
    [`no loss: ${QUEUE}: stock.held.v1 m2 is still retry`, { jobs: [...sound.jobs, job({ messageId: 'm2', state: 'retry' })] }],
    [
      `no loss: stock.held.v1 m2 is a dead letter in ${QUEUE}.dead`,
      { jobs: [...sound.jobs, job({ messageId: 'm2', queue: `${QUEUE}.dead` })] },
    ],
    [
      'no loss: /inventory order-sold is at version 2; of 2 nobody was told',
      { reservations: [{ orderId: SOLD, state: 'reserved', version: 2 }] },
    ],
    [
      'no ghost: charge ch2 is for order nobody, which does not exist',
      { charges: [...sound.charges, charge({ id: 'ch2', orderId: 'nobody' })] },
    ],
    [
      'no ghost: the carrier booked sh9, which is no shipment of ours',
      { parcels: [...sound.parcels, { key: 'sh9', type: 'booked' }] },
    ],
    [
      `no ghost: what ${KEY} asked for was refused and happened`,
      { calls: sound.calls.map((call) => ({ ...call, outcome: 'refused' })) },
    ],
    ['effect once: order order-sold has several charges at the provider', { charges: [...sound.charges, charge({ id: 'ch2' })] }],
    ['effect once: shipment sh1 was booked several times', { parcels: [...sound.parcels, { key: 'sh1', type: 'booked' }] }],
    ['effect once: notification n1 was mailed several times', { mails: ['n1', 'n1'] }],
    [
      'effect once: /inventory order-sold version 1 is several facts',
      { jobs: [...sound.jobs, job({ messageId: 'm2', payloadHash: 'other' })] },
    ],
    ['effect once: said 2 times: stock.held.v1', { jobs: [...sound.jobs, job({ messageId: 'm2' })] }],
    ['stock: TEA: 0 held and 9 reserved of 5 on hand', { stock: [{ sku: 'TEA', onHand: 5, held: 0, reserved: 9 }] }],
    ['stock: TEA: the item says 8/0/2, its movements 10/0/2', { stock: [{ sku: 'TEA', onHand: 8, held: 0, reserved: 2 }] }],
    ['stock: TEA: 1 are still held', { stock: [{ sku: 'TEA', onHand: 10, held: 1, reserved: 2 }] }],
    ['stock: TEA: 3 reserved, 2 sold', { stock: [{ sku: 'TEA', onHand: 10, held: 0, reserved: 3 }] }],
    ['money: order order-sold costs 500; the provider took 400', { charges: [charge({ capturedMinor: 400 })] }],
    [
      'money: order order-dropped is cancelled; its authorization is still open',
      { charges: [...sound.charges, charge({ id: 'ch2', orderId: DROPPED, capturedMinor: 0 })] },
    ],
    ['money: charge ch1 is not in our ledger', { ledgerDifferences: ['charge ch1 is not in our ledger'] }],
    ['saga: place-order of order-sold is still forward', { sagas: [{ orderId: SOLD, saga: 'place-order', phase: 'forward' }] }],
    [
      'saga: order order-dropped is cancelled, its stock is held',
      { reservations: [...sound.reservations, { orderId: DROPPED, state: 'held', version: 0 }] },
    ],
    ['saga: order order-sold is confirmed, its shipment is created, at the carrier: false', { parcels: [] }],
    [`idempotent API: place-order ${KEY} has 2 answers`, { calls: [...sound.calls, { ...placed(KEY, SOLD), reply: 'another' }] }],
    ['boundary: permission denied for schema orders', { complaints: ['permission denied for schema orders'] }],
    ['one semantics: job 1: does not fit', { unreadable: ['job 1: does not fit'] }],
    ['liveness: 3 orders are pending', { quietAfterMs: undefined, unrest: ['3 orders are pending'] }],
  ])('says "%s"', (complaint, tampered) => {
    expect(complaintsOf({ ...sound, ...tampered })).toContainEqual(expect.stringContaining(complaint));
  });
});

function complaintsOf(evidence: Evidence): readonly string[] {
  return judge(evidence).flatMap(({ invariant, violations }) => violations.map((violation) => `${invariant}: ${violation}`));
}

function placed(key: string, orderId: string): Evidence['calls'][number] {
  return { at: 0, tookMs: 1, action: 'place-order', key, outcome: 'ok', process: 'one', orderId, reply: orderId };
}

function job(different: Partial<JobRow> = {}): JobRow {
  const [queue, messageId] = [different.queue ?? QUEUE, different.messageId ?? 'm1'];
  const about = {
    source: '/inventory',
    type: 'stock.held.v1',
    subject: SOLD,
    sequence: 1,
    causationId: 'm0',
    payloadHash: 'hash',
  };
  return { jobId: derivedId(queue, messageId), queue, state: 'completed', future: false, messageId, ...about, ...different };
}

function charge(different: Partial<Evidence['charges'][number]> = {}): Evidence['charges'][number] {
  return { id: 'ch1', orderId: SOLD, authorizedMinor: 500, capturedMinor: 500, refundedMinor: 0, voided: false, ...different };
}
