import { z } from 'zod';
import type { ChargeReport, RefundReport } from '../domain/charge-report.ts';

const Minor = z.int().nonnegative();
const SandboxRefund = z.object({
  id: z.string(),
  key: z.string().optional(),
  amountMinor: Minor,
  status: z.enum(['pending', 'succeeded', 'failed']),
});
const SandboxCharge = z.object({
  id: z.string(),
  key: z.string().optional(),
  orderId: z.uuid().optional().catch(undefined),
  capturedMinor: Minor,
  captured: z.boolean(),
  voided: z.boolean(),
  refunds: z.array(SandboxRefund),
  disputes: z.array(
    z.object({ id: z.string(), amountMinor: Minor, reason: z.string(), status: z.enum(['open', 'won', 'lost']) }),
  ),
});

/** What the sandbox shows of a charge, in our words. */
export function sandboxReport(body: unknown): ChargeReport {
  const { id: charge, key, orderId, capturedMinor, captured, voided, refunds, disputes } = SandboxCharge.parse(body);
  const settled = voided ? 'voided' : 'authorized';
  return {
    charge,
    key,
    orderId,
    capturedMinor,
    status: captured ? 'captured' : settled,
    refunds: refunds.map(refundReport),
    disputes: disputes.map(({ id: reference, ...dispute }) => ({ reference, ...dispute })),
  };
}

function refundReport({ id: reference, key, amountMinor, status }: z.infer<typeof SandboxRefund>): RefundReport {
  const about = { reference, key, amountMinor };
  return status === 'failed' ? { ...about, status, failure: NOT_REACHED } : { ...about, status };
}

const NOT_REACHED = { code: 'refund_failed', detail: 'The refund did not reach the customer.' };
