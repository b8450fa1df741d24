import { beforeEach, describe, expect, it } from 'vitest';
import { NotificationFailedV1 } from '#contracts/notifications/notification-failed.v1.ts';
import { NotificationSentV1 } from '#contracts/notifications/notification-sent.v1.ts';
import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { cause, notificationsBench } from '../testing/notifications-bench.ts';

const bench = notificationsBench();
const { database, admin, events, sink, subscriptions } = bench;

beforeEach(() => admin.run('truncate notifications.notifications'));

async function pendingWelcome() {
  const userId = newId();
  const input = {
    occasion: userId,
    about: userId,
    orderId: undefined,
    userId,
    recipient: { email: 'ada@example.com', name: 'Ada' },
  };
  await database.transaction(cause, (tx) => bench.notify(tx, { letter: { template: 'welcome', params: {} }, ...input }));
  const command = events.messagesOf(SendMailV1).at(-1);
  if (!command) throw new Error('no mail was asked for');
  return { userId, id: command.payload.notificationId };
}

const send = (notificationId: string, id = newId(), subscription: Subscription = subscriptions.sendMail) =>
  deliver(database, subscription, SendMailV1, { subject: notificationId, payload: { notificationId }, id });

/** The same subscription in a process that dies when the mail server has the mail and before that is stored. */
function dying(): Subscription {
  const { work } = subscriptions.sendMail;
  if (work.kind !== 'call') throw new Error('the subscription calls nobody');
  return { ...subscriptions.sendMail, work: { ...work, settle: () => Promise.reject(new Error('the process died')) } };
}

describe('a mail that is asked for', () => {
  it('is sent and told, without whom it went to', async () => {
    const { id, userId } = await pendingWelcome();
    expect(await bench.statuses()).toEqual(['pending']);
    await send(id);
    expect(await bench.statuses()).toEqual(['sent']);
    expect(events.messagesOf(NotificationSentV1)).toMatchObject([
      { subject: id, sequence: 1, payload: { notificationId: id, template: 'welcome', about: userId } },
    ]);
    expect(JSON.stringify(events.envelopes)).not.toMatch(/ada@|\bAda\b|example\.com/);
  });

  it('is sent once where the command is delivered twice, or given twice', async () => {
    const { id } = await pendingWelcome();
    const { id: messageId } = await send(id);
    await send(id, messageId);
    await send(id);
    expect(sink.mails).toHaveLength(1);
    expect(events.messagesOf(NotificationSentV1)).toHaveLength(1);
  });

  it('fails for good where the mail server refuses it, and is not tried again', async () => {
    const { id } = await pendingWelcome();
    sink.refuse('recipient', 550, '5.1.1 <ada@example.com> is unknown');
    await send(id);
    sink.accept();
    await send(id);
    expect(await bench.statuses()).toEqual(['failed']);
    expect(sink.mails).toEqual([]);
    expect(events.messagesOf(NotificationFailedV1)).toMatchObject([
      { subject: id, sequence: 1, payload: { detail: 'The mail server refused the mail (550 5.1.1).' } },
    ]);
    expect(JSON.stringify(events.envelopes)).not.toMatch(/ada@|\bAda\b|example\.com/);
  });

  it('is tried again where the mail server asks for patience', async () => {
    const { id } = await pendingWelcome();
    sink.refuse('content', 451, 'Try again later');
    await expect(send(id)).rejects.toMatchObject({ code: 'notifications.mail_server_unavailable' });
    expect(await bench.statuses()).toEqual(['sending']);
    sink.accept();
    await send(id);
    expect(await bench.statuses()).toEqual(['sent']);
    expect(sink.mails).toHaveLength(1);
  });

  it('may arrive twice where a process died in the wrong moment, and is recognised by its Message-ID', async () => {
    const { id } = await pendingWelcome();
    await expect(send(id, newId(), dying())).rejects.toThrow('the process died');
    expect(await bench.statuses()).toEqual(['sending']);
    await send(id);
    expect(await bench.statuses()).toEqual(['sent']);
    const [first, second] = sink.mails.map(({ headers }) => [headers['message-id'], headers.date]);
    expect(first).toEqual(second);
    expect(events.messagesOf(NotificationSentV1)).toHaveLength(1);
  });

  it('is told once where two processes send it at the same time', async () => {
    const { id } = await pendingWelcome();
    await Promise.all([send(id), send(id), send(id)]);
    expect(await bench.statuses()).toEqual(['sent']);
    expect(events.messagesOf(NotificationSentV1)).toHaveLength(1);
    expect(new Set(sink.mails.map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  it('is not sent any more to whoever was erased meanwhile', async () => {
    const { id, userId } = await pendingWelcome();
    await bench.erase(userId);
    await send(id);
    expect(await bench.statuses()).toEqual(['failed']);
    expect(sink.mails).toEqual([]);
    expect(events.messagesOf(NotificationFailedV1)[0]?.payload.detail).toBe('The recipient was erased.');
  });
});
