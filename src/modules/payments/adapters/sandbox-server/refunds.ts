import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { type Charge, type Decision, decline, type SandboxRefund } from './charge.ts';

type Refund = z.infer<typeof SandboxRefund>;

export interface RefundWish {
  readonly amountMinor: number;
  /** Undefined where it is made by hand. */
  readonly key?: string;
  /** Accepted now, given later. */
  readonly takesTime: boolean;
}

export function decideRefund(charge: Charge, { amountMinor, key, takesTime }: RefundWish): Decision {
  const promised = charge.refunds.filter(({ status }) => status === 'pending').reduce((sum, each) => sum + each.amountMinor, 0);
  if (charge.refundedMinor + promised + amountMinor > charge.capturedMinor) {
    return decline('refund_exceeds_captured', 'More than is left of what was captured.');
  }
  const refund: Refund = { id: `re_${randomUUID()}`, ...(key === undefined ? {} : { key }), amountMinor, status: 'pending' };
  const accepted = { ...charge, refunds: [...charge.refunds, refund] };
  const answer = (status: string) => ({ status: 201 as const, body: { id: refund.id, status } });
  if (takesTime) return { answer: answer('pending'), charge: accepted };
  return { ...endRefund(accepted, refund.id, 'succeeded'), answer: answer('succeeded') };
}

/** Gives what was promised, or takes the promise back. */
export function endRefund(charge: Charge, id: string, status: 'succeeded' | 'failed'): Decision {
  const refund = charge.refunds.find((each) => each.id === id && each.status === 'pending');
  if (!refund) return decline('refund_not_pending', 'No such refund is under way.');
  const refunds = charge.refunds.map((each) => (each === refund ? { ...each, status } : each));
  const refundedMinor = charge.refundedMinor + (status === 'succeeded' ? refund.amountMinor : 0);
  return {
    answer: { status: 200, body: { id } },
    charge: { ...charge, refunds, refundedMinor },
    event: { type: `refund.${status}`, reference: id },
  };
}
