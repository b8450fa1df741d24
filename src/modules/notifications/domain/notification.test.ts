import { describe, expect, it } from 'vitest';
import { beginSending, type Notification, type NotificationState, settleSending } from './notification.ts';

const now = new Date('2026-01-15T12:00:00Z');
const sent: NotificationState = { status: 'sent', at: new Date('2026-01-15T11:00:00Z') };
const failed: NotificationState = { status: 'failed', detail: 'The mail server refused the mail (550).' };
const open: NotificationState[] = [{ status: 'pending' }, { status: 'sending' }];

function notification(state: NotificationState, recipient: Notification['recipient']): Notification {
  const letter = { template: 'welcome', params: {} } as const;
  const id = '0199b0c2-7c1e-7000-8000-0000000000d1';
  return { id, letter, occasion: id, about: id, orderId: undefined, userId: id, recipient, createdAt: now, state };
}

const ada = { email: 'ada@example.com', name: 'Ada' };

describe('a notification', () => {
  it('is sent while it is open, again where a process died while sending', () => {
    for (const state of open) expect(beginSending(notification(state, ada))).toEqual({ status: 'sending' });
  });

  it('is not sent once it has come to its end', () => {
    for (const state of [sent, failed]) expect(beginSending(notification(state, ada))).toBeUndefined();
  });

  it('is not sent to whoever was erased', () => {
    for (const state of [...open, sent, failed]) expect(beginSending(notification(state, undefined))).toBeUndefined();
  });

  it('ends as the mail server says', () => {
    for (const state of open) {
      expect(settleSending(notification(state, ada), { kind: 'accepted' }, now)).toEqual({ status: 'sent', at: now });
      const refused = settleSending(notification(state, ada), { kind: 'refused', detail: 'No.' }, now);
      expect(refused).toEqual({ status: 'failed', detail: 'No.' });
    }
  });

  it('was sent where the user was erased while the mail server took it', () => {
    const settled = settleSending(notification({ status: 'sending' }, undefined), { kind: 'accepted' }, now);
    expect(settled).toEqual({ status: 'sent', at: now });
  });

  it('fails where there is nobody to send it to', () => {
    for (const state of open) {
      expect(settleSending(notification(state, undefined), undefined, now)).toMatchObject({ status: 'failed' });
    }
  });

  it('ends once, whatever is answered later', () => {
    for (const state of [sent, failed]) {
      for (const answer of [{ kind: 'accepted' }, { kind: 'refused', detail: 'No.' }, undefined] as const) {
        expect(settleSending(notification(state, ada), answer, now)).toBeUndefined();
      }
    }
  });
});
