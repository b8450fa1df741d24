import { derivedId } from '#shared-kernel/ids.ts';
import type { Step } from './payment.ts';

/** The idempotency key of a step: the same for every try and for everybody who takes it, so that it is taken once. */
export function stepKey(paymentId: string, operation: Step['operation']): string {
  return derivedId('payments', paymentId, operation);
}
