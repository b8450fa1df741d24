import { defineRoute } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { ownerFor } from '#shared-kernel/tokens.ts';
import { RefundNotFound } from '../domain/errors.ts';
import { getPayment, type PaymentView as View } from '../queries/list-payments.ts';
import { paymentSignal } from '../use-cases/payment-signal.ts';
import type { RequestRefund } from '../use-cases/request-refund.ts';
import { PaymentParams, PaymentView, RefundBody, RefundParams, RefundView } from './schemas.ts';
import { shownPayment, versionOf } from './shown-payment.ts';

export const requestRefundRoute = (requestRefund: RequestRefund, signals: Signals) =>
  defineRoute({
    method: 'post',
    path: '/v1/payments/{id}/refunds',
    operationId: 'refundPayment',
    summary: 'Give back a part of what was captured, or all of it',
    description:
      'The amount is kept for the refund at once, so that refunds at the same time never exceed what was captured; the ' +
      'provider gives it back afterwards. Where the provider refuses, the refund shows as failed and its amount can be asked for again.',
    access: 'payments:write',
    idempotencyKey: 'required',
    params: PaymentParams,
    body: RefundBody,
    replies: { 201: PaymentView, 202: PaymentView },
    refusals: { 404: ['payments.payment_not_found'], 409: ['payments.refund_exceeds_captured'] },
    handle: ({ params: { id }, body, principal, transaction }) =>
      transaction(async (tx) => {
        const visible = async () => shownPayment(id, await getPayment(tx, id, ownerFor(principal)));
        await visible();
        const refund = await requestRefund(tx, { paymentId: id, ...body });
        const headers = { location: `/v1/payments/${id}/refunds/${refund.id}`, 'retry-after': '1' };
        return { status: 202 as const, headers, body: await visible() };
      }),
    async waitFor({ params: { id }, principal, read, signal }, { headers }) {
      const location = headers?.location ?? '';
      while (!signal.aborted) {
        const payment = shownPayment(id, await read((db) => getPayment(db, id, ownerFor(principal))));
        if (isSettled(payment, location))
          return { status: 201 as const, headers: { location }, body: payment, version: versionOf(payment) };
        await signals.wait(paymentSignal(id), POLL_MS, signal);
      }
      return undefined;
    },
  });

export const getRefundRoute = defineRoute({
  method: 'get',
  path: '/v1/payments/{id}/refunds/{refundId}',
  operationId: 'getRefund',
  summary: 'Read a refund of a payment',
  access: 'payments:read',
  params: RefundParams,
  replies: { 200: RefundView },
  refusals: { 404: ['payments.payment_not_found', 'payments.refund_not_found'] },
  async handle({ params: { id, refundId }, principal, read }) {
    const payment = shownPayment(id, await read((db) => getPayment(db, id, ownerFor(principal))));
    const refund = payment.refunds.find((candidate) => candidate.id === refundId);
    if (!refund) throw new RefundNotFound(refundId);
    return { status: 200 as const, body: refund, version: refund.status };
  },
});

// The handler may run in another process, which cannot wake this one.
const POLL_MS = 250;

function isSettled({ refunds }: View, location: string): boolean {
  return refunds.some(({ id, status }) => status !== 'pending' && location.endsWith(`/${id}`));
}
