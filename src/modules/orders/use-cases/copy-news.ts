import type { Tx } from '#shared-kernel/database/database.ts';
import { erasedUsers } from '#shared-kernel/personal-data/erased-users.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { type ContactChange, replaceContact } from '../persistence/contacts.ts';
import { type OfferedProduct, replaceOffers } from '../persistence/offers.ts';
import { type PaymentKeyChange, replacePaymentKey } from '../persistence/payment-keys.ts';
import { NEWS_ARRIVED } from './signal-keys.ts';

interface Deps {
  readonly signals: Signals;
}

export type CopyOffers = ReturnType<typeof copyOffers>;
export type CopyContact = ReturnType<typeof copyContact>;
export type CopyPaymentKey = ReturnType<typeof copyPaymentKey>;

/** Takes over what the catalog says about a product, unless something newer is known. */
export const copyOffers =
  ({ signals }: Deps) =>
  async (tx: Tx, product: OfferedProduct): Promise<void> => {
    await replaceOffers(tx, product);
    tx.afterCommit(() => signals.notify(NEWS_ARRIVED));
  };

/** Takes over what identity says about a user, unless something newer is known, or the user was erased. */
export const copyContact =
  ({ signals }: Deps) =>
  async (tx: Tx, change: ContactChange): Promise<void> => {
    const erased = await erasedUsers.among(tx, [change.userId]);
    await replaceContact(tx, erased.size > 0 ? { ...change, contact: undefined } : change);
    tx.afterCommit(() => signals.notify(NEWS_ARRIVED));
  };

/** Takes over the key that payments wants tokens sealed to, unless a newer one is known. */
export const copyPaymentKey =
  ({ signals }: Deps) =>
  async (tx: Tx, change: PaymentKeyChange): Promise<void> => {
    await replacePaymentKey(tx, change);
    tx.afterCommit(() => signals.notify(NEWS_ARRIVED));
  };
