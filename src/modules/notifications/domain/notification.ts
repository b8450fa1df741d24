import type { Letter } from './letter.ts';

/** Whom a mail goes to: personal data. */
export interface Recipient {
  readonly email: string;
  readonly name: string;
}

/** `sending`: a mail server was, or is being, given the mail; a process that dies there leaves it to the next try. */
export type NotificationState =
  | { readonly status: 'pending' | 'sending' }
  | { readonly status: 'sent'; readonly at: Date }
  | { readonly status: 'failed'; readonly detail: string };

export type NotificationStatus = NotificationState['status'];

export interface Notification {
  readonly id: string;
  readonly letter: Letter;
  /** The user, order, shipment or refund that it is sent for: once for each template. */
  readonly occasion: string;
  /** The order or user that it is about. */
  readonly about: string;
  readonly orderId: string | undefined;
  readonly userId: string | undefined;
  /** Gone once the user was erased. */
  readonly recipient: Recipient | undefined;
  readonly createdAt: Date;
  readonly state: NotificationState;
}

/** What the mail server says, once it is known. */
export type MailAnswer = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly detail: string };

/** The notification as it is before the mail server is called; undefined where there is nothing to call it for. */
export function beginSending(notification: Notification): NotificationState | undefined {
  const { state, recipient } = notification;
  const open = state.status === 'pending' || state.status === 'sending';
  return open && recipient !== undefined ? { status: 'sending' } : undefined;
}

/** What a try comes to; undefined where the notification had come to its end before. Without `answer` nobody was called. */
export function settleSending({ state }: Notification, answer: MailAnswer | undefined, now: Date): NotificationState | undefined {
  if (state.status === 'sent' || state.status === 'failed') return undefined;
  if (answer === undefined) return { status: 'failed', detail: 'The recipient was erased.' };
  return answer.kind === 'accepted' ? { status: 'sent', at: now } : { status: 'failed', detail: answer.detail };
}
