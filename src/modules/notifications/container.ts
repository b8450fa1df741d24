import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { erasedUsers } from './persistence/erased-users.ts';
import { notifications } from './persistence/notifications.ts';
import { orderContacts } from './persistence/order-contacts.ts';
import type { Mailer } from './ports/mailer.ts';
import { type EraseUser, eraseUser } from './use-cases/erase-user.ts';
import { type KeepContacts, keepContacts } from './use-cases/keep-contacts.ts';
import { type Notify, notify } from './use-cases/notify.ts';
import { type NotifyOrderContact, notifyOrderContact } from './use-cases/notify-order-contact.ts';
import { type SendMail, sendMail } from './use-cases/send-mail.ts';

export const MAILER: InjectionToken<Mailer> = Symbol('Mailer');
export const NOTIFY: InjectionToken<Notify> = Symbol('Notify');
export const NOTIFY_ORDER_CONTACT: InjectionToken<NotifyOrderContact> = Symbol('NotifyOrderContact');
export const KEEP_CONTACTS: InjectionToken<KeepContacts> = Symbol('KeepContacts');
export const ERASE_USER: InjectionToken<EraseUser> = Symbol('EraseUser');
export const SEND_MAIL: InjectionToken<SendMail> = Symbol('SendMail');

/** The module's parts, put together. */
export function notificationsContainer({ events, clock }: Platform, mailer: () => Mailer): DependencyContainer {
  const parts = container.createChildContainer();
  parts.register(MAILER, { useFactory: instanceCachingFactory(mailer) });
  parts.register(NOTIFY, { useFactory: () => notify({ notifications, erasedUsers, events, clock }) });
  parts.register(NOTIFY_ORDER_CONTACT, {
    useFactory: (c) => notifyOrderContact({ orderContacts, notify: c.resolve(NOTIFY) }),
  });
  parts.register(KEEP_CONTACTS, { useFactory: () => keepContacts({ orderContacts, erasedUsers }) });
  parts.register(ERASE_USER, { useFactory: () => eraseUser({ erasedUsers, clock }) });
  parts.register(SEND_MAIL, {
    useFactory: (c) => sendMail({ notifications, mailer: c.resolve(MAILER), events, clock }),
  });
  return parts;
}
