import { afterAll, beforeEach } from 'vitest';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { SendMailV1 } from '#contracts/notifications/send-mail.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { deliver } from '#shared-kernel/testing/deliver.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { recordingEventBus } from '#shared-kernel/testing/recording-event-bus.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { smtpMailer } from '../adapters/smtp-mailer.ts';
import { erasedUsers } from '../persistence/erased-users.ts';
import { notifications } from '../persistence/notifications.ts';
import { orderContacts } from '../persistence/order-contacts.ts';
import type { Mailer } from '../ports/mailer.ts';
import { eraseUserOnUserErased } from '../subscriptions/erase-user-on-user-erased.ts';
import { keepContactOnOrderPlaced } from '../subscriptions/keep-contact-on-order-placed.ts';
import { mailOnOrderCancelled } from '../subscriptions/mail-on-order-cancelled.ts';
import { mailOnOrderConfirmed } from '../subscriptions/mail-on-order-confirmed.ts';
import { mailOnPaymentRefunded } from '../subscriptions/mail-on-payment-refunded.ts';
import { mailOnShipmentDispatched } from '../subscriptions/mail-on-shipment-dispatched.ts';
import { sendMailSubscription } from '../subscriptions/send-mail.ts';
import { welcomeOnUserRegistered } from '../subscriptions/welcome-on-user-registered.ts';
import { eraseUser } from '../use-cases/erase-user.ts';
import { keepContacts } from '../use-cases/keep-contacts.ts';
import { notify } from '../use-cases/notify.ts';
import { notifyOrderContact } from '../use-cases/notify-order-contact.ts';
import { sendMail } from '../use-cases/send-mail.ts';
import { smtpSink } from './smtp-sink.ts';

/** The module on a database and a mail server of the test file's own. */
export function notificationsBench() {
  const { database, admin } = testDatabase('notifications');
  const sink = smtpSink();
  const clock = fixedClock();
  const events = recordingEventBus('notifications', clock);
  const mailer = mailerTo(sink);
  const write = notify({ notifications, erasedUsers, events, clock });
  const writeToContact = notifyOrderContact({ orderContacts, notify: write });
  const forget = eraseUser({ erasedUsers, clock });
  const subscriptions = {
    keepContact: keepContactOnOrderPlaced(keepContacts({ orderContacts, erasedUsers })),
    welcome: welcomeOnUserRegistered(write),
    confirmed: mailOnOrderConfirmed(write),
    cancelled: mailOnOrderCancelled(write),
    dispatched: mailOnShipmentDispatched(writeToContact),
    refunded: mailOnPaymentRefunded(writeToContact),
    erase: eraseUserOnUserErased(forget),
    sendMail: sendMailSubscription(sendMail({ notifications, mailer, events, clock })),
  };
  beforeEach(() => events.clear());

  return {
    database,
    admin,
    sink,
    clock,
    events,
    subscriptions,
    eraseUser: forget,
    notify: write,
    erase: (userId: string, id = newId()) =>
      deliver(database, subscriptions.erase, UserErasedV1, { subject: userId, sequence: 9, payload: { userId }, id }),
    place: (payload: OrderPlacedV1, id = newId()) =>
      deliver(database, subscriptions.keepContact, OrderPlacedV1, { subject: payload.orderId, sequence: 1, payload, id }),
    /** Works off every mail that was asked for, as the runner would. */
    async sendAll() {
      for (const { id, subject, payload } of events.messagesOf(SendMailV1)) {
        await deliver(database, subscriptions.sendMail, SendMailV1, { subject, payload, id });
      }
    },
    statuses: async () => {
      const rows = await admin.sql<{ status: string }>`select status from notifications.notifications order by id`;
      return rows.map(({ status }) => status);
    },
  };
}

export const cause = { correlationId: 'test' };

export function placedOrder(more: Partial<OrderPlacedV1> = {}): OrderPlacedV1 {
  const price = { amountMinor: 1999, currency: 'EUR' };
  return {
    orderId: newId(),
    number: 'T-1001',
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    lines: [{ sku: 'TEA-1', title: 'Green tea', quantity: 1, unitPrice: price, lineTotal: price }],
    total: price,
    ...more,
  };
}

/** A mailer that is made when the first mail goes: the server has its address only then. */
function mailerTo(sink: { readonly url: string }): Mailer {
  let mailer: Mailer | undefined;
  const opened = () => {
    mailer ??= smtpMailer({ url: sink.url, from: 'Tessera <shop@tessera.example>' });
    return mailer;
  };
  afterAll(() => mailer?.close());
  return { send: (mail, signal) => opened().send(mail, signal), check: () => opened().check(), close: () => undefined };
}
