import type { RouteRequest } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { PaymentsNotReady } from '../domain/errors.ts';
import type { PaymentKey } from '../domain/payment-key.ts';
import { areOnSale } from '../queries/are-on-sale.ts';
import { findPaymentKey } from '../queries/find-payment-key.ts';
import { isKnownUser } from '../queries/is-known-user.ts';
import { NEWS_ARRIVED } from '../use-cases/signal-keys.ts';

type Waiting = Pick<RouteRequest, 'read' | 'signal'>;

/** How long news from another module may still be on its way. */
const PATIENCE_MS = 1_500;
const KEY_PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 100;

/**
 * Resolves when all SKUs are on sale here, or after a moment: who has just published a product must be able
 * to order it at once, although the news travels by message. Costs one read where nothing is missing.
 */
export function awaitOffers(request: Waiting, signals: Signals, skus: readonly string[]): Promise<void> {
  return patiently(request, signals, () => request.read((db) => areOnSale(db, skus)));
}

/** The same for a user who has just registered. */
export function awaitContact(request: Waiting, signals: Signals, userId: string): Promise<void> {
  return patiently(request, signals, () => request.read((db) => isKnownUser(db, userId)));
}

/** The key of payments, for which more patience is worth while: without it nobody can order. Refuses where it does not come. */
export async function awaitPaymentKey(request: Waiting, signals: Signals): Promise<PaymentKey> {
  let key: PaymentKey | undefined;
  const isThere = async () => {
    key = await request.read(findPaymentKey);
    return key !== undefined;
  };
  await patiently(request, signals, isThere, KEY_PATIENCE_MS);
  if (!key) throw new PaymentsNotReady();
  return key;
}

async function patiently(
  { signal }: Waiting,
  signals: Signals,
  isThere: () => Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  while (!(await isThere()) && !patience.aborted) await signals.wait(NEWS_ARRIVED, LOOK_AGAIN_MS, patience);
}
