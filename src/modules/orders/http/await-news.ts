import type { RouteRequest } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { areOnSale } from '../queries/are-on-sale.ts';
import { isKnownUser } from '../queries/is-known-user.ts';
import { NEWS_ARRIVED } from '../use-cases/signal-keys.ts';

type Waiting = Pick<RouteRequest, 'read' | 'signal'>;

/** How long news from another module may still be on its way. */
const PATIENCE_MS = 1_500;
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

async function patiently({ signal }: Waiting, signals: Signals, isThere: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  while (!(await isThere()) && !patience.aborted) await signals.wait(NEWS_ARRIVED, LOOK_AGAIN_MS, patience);
}
