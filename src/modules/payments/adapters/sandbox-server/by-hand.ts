import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Charge, type Decision, decideCapture, decideVoid, decline } from './charge.ts';
import { decideRefund, endRefund } from './refunds.ts';

const Minor = z.int().positive();

/** What a person does at the provider, or the customer's bank: nothing of it comes from the shop. */
export const ActByHand = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('capture') }),
  z.strictObject({ act: z.literal('void') }),
  z.strictObject({ act: z.literal('refund'), amountMinor: Minor }),
  z.strictObject({ act: z.literal('end-refund'), id: z.string(), status: z.enum(['succeeded', 'failed']) }),
  z.strictObject({ act: z.literal('open-dispute'), amountMinor: Minor, reason: z.string().default('product_not_received') }),
  z.strictObject({ act: z.literal('decide-dispute'), id: z.string(), status: z.enum(['won', 'lost']) }),
]);
export type ActByHand = z.infer<typeof ActByHand>;

export function decideByHand(charge: Charge, act: ActByHand): Decision {
  switch (act.act) {
    case 'capture':
      return decideCapture(charge, charge.authorizedMinor);
    case 'void':
      return decideVoid(charge);
    case 'refund':
      return decideRefund(charge, { amountMinor: act.amountMinor, takesTime: false });
    case 'end-refund':
      return endRefund(charge, act.id, act.status);
    case 'open-dispute':
      return openDispute(charge, act);
    case 'decide-dispute':
      return decideDispute(charge, act);
  }
}

function openDispute(
  charge: Charge,
  { amountMinor, reason }: { readonly amountMinor: number; readonly reason: string },
): Decision {
  const id = `dp_${randomUUID()}`;
  const disputes = [...charge.disputes, { id, amountMinor, reason, status: 'open' as const }];
  return {
    answer: { status: 201, body: { id } },
    charge: { ...charge, disputes },
    event: { type: 'dispute.opened', reference: id },
  };
}

function decideDispute(charge: Charge, { id, status }: { readonly id: string; readonly status: 'won' | 'lost' }): Decision {
  if (!charge.disputes.some((dispute) => dispute.id === id)) return decline('dispute_not_found', 'There is no such dispute.');
  const disputes = charge.disputes.map((dispute) => (dispute.id === id ? { ...dispute, status } : dispute));
  return {
    answer: { status: 200, body: { id } },
    charge: { ...charge, disputes },
    event: { type: `dispute.${status}`, reference: id },
  };
}
