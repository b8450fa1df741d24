import { PaymentDisputedV1 } from '#contracts/payments/payment-disputed.v1.ts';
import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { type ChargeNews, type ChargeReport, isKnown, recordReport } from '../domain/charge-report.ts';
import { disputeNews } from '../domain/dispute.ts';
import { answered, chargeOf, type Payment } from '../domain/payment.ts';
import type { disputes } from '../persistence/disputes.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { Dependencies } from './dependencies.ts';
import { lookAgainAt } from './look-again.ts';
import type { TakeRefundsIn } from './take-refunds-in.ts';

interface Parts extends Dependencies {
  readonly disputes: typeof disputes;
  readonly inspect: PaymentProvider['inspect'];
  readonly takeRefundsIn: TakeRefundsIn;
}

/**
 * Asks the provider what became of a charge and takes that in, through the same states as the answers to our own calls:
 * what is known already changes nothing. Who has asked for an authorization or a capture is answered by its handler,
 * which finds it done.
 */
export const reviewPayment = (parts: Parts) => ({
  async intend(tx: Tx, news: ChargeNews): Promise<ChargeNews | undefined> {
    const payment = await parts.payments.findByCharge(tx, news.charge);
    return payment && isKnown(payment, news) ? undefined : news;
  },

  call: ({ charge }: ChargeNews, signal: AbortSignal) => parts.inspect(charge, signal),

  async settle(tx: Tx, { charge, news }: ChargeNews, report: ChargeReport | undefined): Promise<void> {
    if (!report) return;
    const { payments, clock, events, log } = parts;
    const { orderId, refunds } = report;
    const before = orderId === undefined ? undefined : await payments.lockWhereThere(tx, orderId);
    const recorded = before && recordReport(before, report);
    if (!recorded || chargeOf(recorded) !== charge) {
      return log.warn({ charge, orderId }, 'the provider tells of a charge that we did not ask for');
    }
    const at = clock.now();
    await payments.save(tx, { before, after: recorded, at });
    const refunded = await parts.takeRefundsIn(tx, recorded, refunds);
    await takeDisputesIn(parts, tx, refunded, report);
    if (news === 'awaited' && refunded.refundingMinor > 0) {
      events.send(tx, ReviewPaymentV1, { subject: charge, payload: { charge, news }, deliverAt: lookAgainAt(at) });
    }
  },
});
export type ReviewPayment = ReturnType<typeof reviewPayment>;

async function takeDisputesIn(
  { payments, disputes, events, clock }: Parts,
  tx: Tx,
  payment: Payment,
  report: ChargeReport,
): Promise<void> {
  const at = clock.now();
  let before = payment;
  for (const dispute of disputeNews(payment, await disputes.ofPayment(tx, payment.id), report.disputes)) {
    const after = answered(before);
    await disputes.save(tx, dispute, at);
    await payments.save(tx, { before, after, at });
    const { id: disputeId, paymentId, amount, reason, status } = dispute;
    const { orderId } = payment;
    events.publish(tx, PaymentDisputedV1, {
      subject: orderId,
      sequence: after.version,
      payload: { orderId, paymentId, disputeId, amount, reason, status },
    });
    before = after;
  }
}
