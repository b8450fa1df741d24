import { type Money, money } from '#shared-kernel/money.ts';
import { RefundExceedsCaptured } from './errors.ts';

/**
 * The one payment of an order, and what is known of it. Whoever works on it takes the next step that is open,
 * whichever command opened it: each step has one key at the provider, so two who take it take it once.
 */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  /** Who may look at it; undefined where a guest ordered. */
  readonly userId: string | undefined;
  /** Of the key with which a guest may look at it; undefined where a user ordered. */
  readonly accessKeyHash?: string | undefined;
  readonly amount: Money;
  readonly state: PaymentState;
  /** Nothing more may be taken: what is set aside is let go of, and a capture under way is overtaken by a void. */
  readonly stopped: boolean;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Promised to refunds that are under way. */
  readonly refundingMinor: number;
  /** Counts the events said about the payment. */
  readonly version: number;
}

export type PaymentState =
  // The token is sealed here and wherever it is kept.
  | { readonly status: 'pending'; readonly token: string }
  | { readonly status: 'declined'; readonly failure: Failure }
  | { readonly status: 'authorized' | 'capturing' | 'captured'; readonly charge: string }
  | { readonly status: 'capture_failed'; readonly charge: string; readonly failure: Failure }
  | { readonly status: 'voided'; readonly charge: string | undefined };

export interface Failure {
  readonly code: string;
  readonly detail: string;
}

/** What the provider answered for certain. `reference` is its name for what it did. */
export type Outcome = { readonly kind: 'approved'; readonly reference: string } | ({ readonly kind: 'declined' } & Failure);

/** A call to the provider that is open. */
export type Step =
  | { readonly operation: 'authorize'; readonly token: string }
  | { readonly operation: 'capture' | 'void'; readonly charge: string };

export interface PaymentRequest {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string | undefined;
  readonly accessKeyHash?: string | undefined;
  readonly amount: Money;
  readonly token: string;
}

export function requestedPayment({ token, ...request }: PaymentRequest): Payment {
  return { ...request, ...untouched, state: { status: 'pending', token }, stopped: false };
}

/** Stands where an order was undone before its payment was asked for, so that the late request finds it refused. */
export function tombstone(id: string, orderId: string): Payment {
  return {
    id,
    orderId,
    userId: undefined,
    amount: NO_MONEY,
    ...untouched,
    state: { status: 'voided', charge: undefined },
    stopped: true,
  };
}

export function isTombstone({ amount }: Payment): boolean {
  return amount.currency === NO_MONEY.currency;
}

export function stop(payment: Payment): Payment {
  return { ...payment, stopped: true };
}

export function requestCapture(payment: Payment): Payment {
  if (payment.state.status !== 'authorized' || payment.stopped) return payment;
  return { ...payment, state: { ...payment.state, status: 'capturing' } };
}

/** What the provider has to be asked next; undefined where nothing is open. */
export function nextStep({ state, stopped }: Payment): Step | undefined {
  switch (state.status) {
    case 'pending':
      // Asked even where the payment was stopped: an earlier try may have reached the provider, and only an answer shows.
      return { operation: 'authorize', token: state.token };
    case 'authorized':
    case 'capture_failed':
      return stopped ? { operation: 'void', charge: state.charge } : undefined;
    case 'capturing':
      return { operation: stopped ? 'void' : 'capture', charge: state.charge };
    default:
      return undefined;
  }
}

/** One answer of the provider, and to what. */
export interface StepAnswer {
  readonly operation: Step['operation'];
  readonly outcome: Outcome;
}

/** Takes in the answers of the provider, in their order. One that somebody else has taken in already changes nothing. */
export function recordAnswers(payment: Payment, answers: readonly StepAnswer[]): Payment {
  return answers.reduce(recordAnswer, payment);
}

export function recordAnswer(payment: Payment, { operation, outcome }: StepAnswer): Payment {
  switch (operation) {
    case 'authorize':
      return recordAuthorization(payment, outcome);
    case 'capture':
      return recordCapture(payment, outcome);
    case 'void':
      return recordVoid(payment, outcome);
  }
}

function recordAuthorization(payment: Payment, outcome: Outcome): Payment {
  if (payment.state.status !== 'pending') return payment;
  if (outcome.kind === 'approved') return { ...payment, state: { status: 'authorized', charge: outcome.reference } };
  return { ...payment, state: { status: 'declined', failure: failureOf(outcome) } };
}

function recordCapture(payment: Payment, outcome: Outcome): Payment {
  const { state } = payment;
  if (state.status !== 'capturing') return payment;
  if (outcome.kind === 'approved') return captured(payment, state.charge);
  return { ...payment, state: { status: 'capture_failed', charge: state.charge, failure: failureOf(outcome) } };
}

// A void is declined for one reason only: a capture came first. That is how a capture under way is settled.
function recordVoid(payment: Payment, outcome: Outcome): Payment {
  const { state } = payment;
  if (state.status !== 'authorized' && state.status !== 'capturing' && state.status !== 'capture_failed') return payment;
  if (outcome.kind === 'declined') return captured(payment, state.charge);
  return { ...payment, state: { status: 'voided', charge: state.charge } };
}

function captured(payment: Payment, charge: string): Payment {
  return { ...payment, state: { status: 'captured', charge }, capturedMinor: payment.amount.amountMinor };
}

function failureOf({ code, detail }: Failure): Failure {
  return { code, detail };
}

/** Counts the event that the caller is about to publish. */
export function answered(payment: Payment): Payment {
  return { ...payment, version: payment.version + 1 };
}

/** The provider's name for what was set aside; undefined where nothing was. */
export function chargeOf({ state }: Payment): string | undefined {
  return 'charge' in state ? state.charge : undefined;
}

/** What was taken: less than was asked for only where somebody captured by hand at the provider. */
export function capturedOf({ capturedMinor, amount }: Payment): Money {
  return money(capturedMinor, amount.currency);
}

/** What was taken, not given back, and not promised to a refund that is under way. */
export function refundableMinor({ capturedMinor, refundedMinor, refundingMinor }: Payment): number {
  return capturedMinor - refundedMinor - refundingMinor;
}

/** Promises an amount to a refund. Throws {@link RefundExceedsCaptured}. */
export function promiseRefund(payment: Payment, amountMinor: number): Payment {
  if (amountMinor > refundableMinor(payment))
    throw new RefundExceedsCaptured(money(refundableMinor(payment), payment.amount.currency));
  return { ...payment, refundingMinor: payment.refundingMinor + amountMinor };
}

/** Ends a refund: the promise becomes a fact, or is withdrawn. */
export function recordRefund(payment: Payment, amountMinor: number, outcome: Outcome): Payment {
  const refundingMinor = payment.refundingMinor - amountMinor;
  if (outcome.kind === 'declined') return { ...payment, refundingMinor };
  return { ...payment, refundingMinor, refundedMinor: payment.refundedMinor + amountMinor };
}

// XXX is what ISO 4217 writes where no currency is involved.
const NO_MONEY = money(0, 'XXX');

const untouched = { capturedMinor: 0, refundedMinor: 0, refundingMinor: 0, version: 0 } as const;
