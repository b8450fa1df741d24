import type { Money } from '#shared-kernel/money.ts';
import type { ChargeReport } from '../domain/charge-report.ts';

/**
 * A company that moves money on behalf of the shop. Whatever is asked of it carries an idempotency key:
 * asked again under the same key, it gives the same answer and does nothing more, at the same time or days later.
 */
export interface PaymentProvider {
  /**
   * Asks for one operation and resolves to the answer, yes or no. Rejects with {@link UnknownOutcome} where none
   * came: the operation may have happened. Any other rejection says that it has not, and that somebody must look.
   */
  submit(request: ProviderRequest, signal?: AbortSignal): Promise<ProviderOutcome>;
  /**
   * What became of an earlier request, found by its key; undefined where the provider does not know it, or not yet.
   * That is no proof that it never will: a request can be on its way. Rejects as `submit` does.
   */
  find(request: ProviderRequest, signal?: AbortSignal): Promise<ProviderOutcome | undefined>;
  /** What became of a charge until now, whoever did it; undefined where there is no such charge. Rejects as `submit` does. */
  inspect(charge: string, signal?: AbortSignal): Promise<ChargeReport | undefined>;
}

export type ProviderRequest = { readonly key: string } & (
  | { readonly operation: 'authorize'; readonly amount: Money; readonly token: string; readonly orderId: string }
  /** Takes what was set aside. */
  | { readonly operation: 'capture'; readonly charge: string; readonly amount: Money }
  /** Lets go of what was set aside; also where it had been let go of or had expired. Declined only where it was captured before. */
  | { readonly operation: 'void'; readonly charge: string }
  /** Gives back a part of what was captured, or all of it. */
  | { readonly operation: 'refund'; readonly charge: string; readonly amount: Money }
);

/**
 * `reference` names the charge, for a refund the refund. `code` is the provider's, in snake_case. A refund alone can be
 * `pending`: it was accepted, and `inspect` shows later how it ended.
 */
export type ProviderOutcome =
  | { readonly kind: 'pending'; readonly reference: string }
  | { readonly kind: 'approved'; readonly reference: string }
  | { readonly kind: 'declined'; readonly code: string; readonly detail: string };

/** No answer came, or one that says nothing: the operation has happened, or not, or will. Ask before concluding. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}
