import { PaymentUnresolved } from './errors.ts';
import { type Failure, isTombstone, nextStep, type Payment } from './payment.ts';

export type AuthorizationAnswer = { readonly kind: 'authorized' } | ({ readonly kind: 'declined' } & Failure);

/** What to answer whoever asked for the authorization. */
export function authorizationAnswer(payment: Payment): AuthorizationAnswer {
  const { state, stopped, orderId } = payment;
  if (state.status === 'pending') throw new PaymentUnresolved(orderId, state.status);
  if (state.status === 'declined') return { kind: 'declined', ...state.failure };
  return stopped ? { kind: 'declined', ...VOIDED } : { kind: 'authorized' };
}

export type CaptureAnswer = { readonly kind: 'captured' } | ({ readonly kind: 'failed' } & Failure);

/** What to answer whoever asked for the capture. */
export function captureAnswer(payment: Payment): CaptureAnswer {
  const { state, stopped, orderId } = payment;
  switch (state.status) {
    case 'captured':
      return { kind: 'captured' };
    case 'pending':
    case 'capturing':
      throw new PaymentUnresolved(orderId, state.status);
    case 'capture_failed':
      return { kind: 'failed', ...(stopped ? VOIDED : state.failure) };
    case 'declined':
      return { kind: 'failed', ...NOT_AUTHORIZED };
    case 'authorized':
      if (!stopped) throw new PaymentUnresolved(orderId, state.status);
      return { kind: 'failed', ...VOIDED };
    case 'voided':
      return { kind: 'failed', ...(isTombstone(payment) ? NOT_AUTHORIZED : VOIDED) };
  }
}

/** Nothing is set aside and nothing will be: throws where that is not certain yet. */
export function assertReleased(payment: Payment): void {
  if (!payment.stopped || nextStep(payment)) throw new PaymentUnresolved(payment.orderId, payment.state.status);
}

const VOIDED: Failure = { code: 'voided', detail: 'The payment was called off before.' };
const NOT_AUTHORIZED: Failure = { code: 'not_authorized', detail: 'Nothing is set aside that could be taken.' };
