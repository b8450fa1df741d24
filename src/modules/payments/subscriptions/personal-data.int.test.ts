import { describe, expect, it } from 'vitest';
import { EraseUserV1 } from '#contracts/payments/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/payments/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/payments/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/payments/user-data-exported.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { askingFor } from '#shared-kernel/testing/personal-data.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { testPlatform } from '#shared-kernel/testing/test-platform.ts';
import { collectUserRecords } from '../queries/collect-user-records.ts';
import { eraseUser } from '../use-cases/erase-user.ts';
import { personalDataSubscriptions } from './personal-data.ts';

const db = testDatabase('payments');
const events = recordingEventBus('payments');
const platform = testPlatform('payments', db, { events });
const asked = askingFor({
  db,
  events,
  subscriptions: () => personalDataSubscriptions({ ...platform, erase: eraseUser, collect: collectUserRecords }),
  contracts: { erase: EraseUserV1, erased: UserDataErasedV1, export: ExportUserV1, exported: UserDataExportedV1 },
});

async function aPaymentOf(userId: string): Promise<string> {
  const id = newId();
  await db.admin.sql`
    insert into payments.payments
      (id, order_id, user_id, currency, amount_minor, captured_minor, status, stopped, charge, created_at, updated_at)
    values (${id}, ${newId()}, ${userId}, 'EUR', 2500, 2500, 'captured', false, ${`ch_${id}`}, now(), now())`;
  return id;
}

async function aRefundOf(paymentId: string, status: 'pending' | 'succeeded'): Promise<void> {
  const [reference, settledAt] = status === 'pending' ? [null, null] : ['re_1', new Date()];
  await db.admin.sql`
    insert into payments.refunds (id, payment_id, currency, amount_minor, reason, status, reference, requested_at, settled_at)
    values (${newId()}, ${paymentId}, 'EUR', 500, 'Ada Lovelace rang', ${status}, ${reference}, now(), ${settledAt})`;
}

const reasonsOf = async (paymentId: string) => {
  const rows = await db.admin.sql<{ reason: string }>`select reason from payments.refunds where payment_id = ${paymentId}`;
  return rows.map(({ reason }) => reason);
};

describe('a user who is erased', () => {
  it('leaves amounts, and no words about him; asked twice, the same is told twice', async () => {
    const [userId, other] = [newId(), newId()];
    const [paymentId, foreign] = [await aPaymentOf(userId), await aPaymentOf(other)];
    await aRefundOf(paymentId, 'succeeded');
    await aRefundOf(foreign, 'succeeded');
    const id = await asked.erase(userId);
    await asked.erase(userId, id);
    await asked.erase(userId);
    const [first, second, ...more] = asked.reportsOn(userId);
    expect(first).toMatchObject([
      { kind: 'payments', count: 1, action: 'kept' },
      { kind: 'reasons of refunds', count: 1, action: 'anonymised' },
    ]);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(await reasonsOf(paymentId)).toEqual(['erased']);
    expect(await reasonsOf(foreign)).toEqual(['Ada Lovelace rang']);
  });

  it('is waited for while the provider has not answered', async () => {
    const userId = newId();
    const paymentId = await aPaymentOf(userId);
    await aRefundOf(paymentId, 'pending');
    await asked.erase(userId);
    expect(asked.reportsOn(userId)).toEqual([]);
    const [again] = events.messagesOf(EraseUserV1).filter(({ subject }) => subject === userId);
    await db.admin.sql`
      update payments.refunds set status = 'succeeded', reference = 're_2', settled_at = now() where payment_id = ${paymentId}`;
    await asked.erase(userId, String(again?.id));
    expect(asked.reportsOn(userId)).toHaveLength(1);
  });

  it('of whom nothing is known is told so', async () => {
    const userId = newId();
    await asked.erase(userId);
    expect(asked.reportsOn(userId)[0]?.map(({ count }) => count)).toEqual([0, 0]);
  });
});

it('exports what was paid and given back, to nobody but who holds the key', async () => {
  const userId = newId();
  await aRefundOf(await aPaymentOf(userId), 'succeeded');
  await aPaymentOf(newId());
  const { records } = await asked.export(userId);
  expect(records).toMatchObject([
    ['payments', { amountMinor: 2_500, currency: 'EUR' }],
    ['refunds', { amountMinor: 500, reason: 'Ada Lovelace rang' }],
  ]);
  expect(JSON.stringify(events.messagesOf(UserDataExportedV1))).not.toContain('Ada Lovelace');
});
