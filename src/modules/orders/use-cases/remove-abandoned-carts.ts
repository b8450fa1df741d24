import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { deleteAbandonedCarts } from '../persistence/carts.ts';

const ABANDONED_AFTER_SECONDS = 90 * 24 * 3600;

export type RemoveAbandonedCarts = ReturnType<typeof removeAbandonedCarts>;

/** Removes carts that nobody has touched for three months, `limit` at most; resolves to how many. */
export const removeAbandonedCarts =
  ({ clock }: { readonly clock: Clock }) =>
  (tx: Tx, limit: number): Promise<number> =>
    deleteAbandonedCarts(tx, secondsAfter(clock.now(), -ABANDONED_AFTER_SECONDS), limit);
