import type { Tx } from '../database/database.ts';
import type { Contract } from './define-contract.ts';
import type { MessageOf } from './message.ts';

/** How a subscription is worked off. Every field has a default that suits a small handler. */
export interface Delivery {
  /** Messages claimed, and where all goes well handled, in one transaction. Default 20. */
  readonly batchSize?: number;
  /** Batches in work at the same time in one process. Default 1. */
  readonly concurrency?: number;
  /**
   * Seconds after which the claim of a handler that hangs is given to another. Default 15. A process that has died or stands
   * still loses its claims after 15 s even where this is longer.
   */
  readonly claimSeconds?: number;
  /** Tries before the message goes to the dead letters. Default 20: about eight hours with the backoff. */
  readonly tries?: number;
  /**
   * Processes in a row that die with the message begun, or never come back, before it goes to the dead letters.
   * Default 5: two to three minutes. An error ends the row, for it shows that the process has survived.
   */
  readonly deaths?: number;
}

interface SubscriptionSpec<C extends Contract> {
  /** Queue name and dedupe key, `<module>.<action>-on-<event>` or the command's own words. Never renamed. */
  readonly name: string;
  readonly on: C | readonly C[];
  readonly delivery?: Delivery;
}

/** One message at a time. Throwing means "try again later". */
export interface EachSubscription<C extends Contract> extends SubscriptionSpec<C> {
  handle(tx: Tx, message: MessageOf<C>): Promise<unknown>;
}

/** The whole batch at once, set-wise. Where it throws, each message of the batch is handled alone. */
export interface BatchSubscription<C extends Contract> extends SubscriptionSpec<C> {
  handleMany(tx: Tx, messages: readonly MessageOf<C>[]): Promise<unknown>;
}

/**
 * A handler that calls a foreign system, which must never happen inside a transaction. Three steps:
 * `intend` commits what is about to be done, with its idempotency key, and returns it (or `undefined`
 * where nothing is to be called); `call` talks to the foreign system and returns its answer; `settle`
 * records the answer and publishes the outcome. A crash or a throw in between repeats all three, so
 * `intend` finds its earlier intent and `call` repeats under the same key.
 */
export interface CallSubscription<C extends Contract, Intent, Outcome> extends SubscriptionSpec<C> {
  intend(tx: Tx, message: MessageOf<C>): Promise<Intent | undefined>;
  call(intent: Intent, signal: AbortSignal): Promise<Outcome>;
  settle(tx: Tx, message: MessageOf<C>, intent: Intent | undefined, outcome: Outcome | undefined): Promise<unknown>;
}

/** A subscription as the runner sees it: which messages, and what to do, whatever its kind. */
export interface Subscription {
  readonly name: string;
  readonly contracts: readonly Contract[];
  readonly delivery: Required<Delivery>;
  readonly work: SubscriptionWork;
}

type AnyMessage = MessageOf<Contract>;

/** What a subscription does, by its kind. */
export type SubscriptionWork =
  | { readonly kind: 'each'; handle(tx: Tx, message: AnyMessage): Promise<unknown> }
  | { readonly kind: 'batch'; handleMany(tx: Tx, messages: readonly AnyMessage[]): Promise<unknown> }
  | {
      readonly kind: 'call';
      intend(tx: Tx, message: AnyMessage): Promise<unknown>;
      call(intent: unknown, signal: AbortSignal): Promise<unknown>;
      settle(tx: Tx, message: AnyMessage, intent: unknown, outcome: unknown): Promise<unknown>;
    };

/** What a subscription gets that says nothing else. */
export const DEFAULT_DELIVERY: Required<Delivery> = { batchSize: 20, concurrency: 1, claimSeconds: 15, tries: 20, deaths: 5 };

/** Declares what the module does when a message arrives, one at a time. */
export function defineSubscription<const C extends Contract>(spec: EachSubscription<C>): Subscription {
  return subscription(spec, { kind: 'each', handle: spec.handle });
}

/** Declares what the module does with a batch of messages, set-wise. */
export function defineBatchSubscription<const C extends Contract>(spec: BatchSubscription<C>): Subscription {
  return subscription(spec, { kind: 'batch', handleMany: spec.handleMany });
}

/** Declares a handler that calls a foreign system between two transactions. */
export function defineCallSubscription<const C extends Contract, Intent, Outcome>(
  spec: CallSubscription<C, Intent, Outcome>,
): Subscription {
  const { intend, call, settle } = spec;
  return subscription(spec, { kind: 'call', intend, call, settle });
}

function subscription(spec: SubscriptionSpec<Contract>, work: SubscriptionWork): Subscription {
  if (!/^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)+$/.test(spec.name)) {
    throw new Error(`${spec.name}: a subscription is named <module>.<words-with-hyphens>`);
  }
  return {
    name: spec.name,
    contracts: 'type' in spec.on ? [spec.on] : spec.on,
    delivery: { ...DEFAULT_DELIVERY, ...spec.delivery },
    work,
  };
}
