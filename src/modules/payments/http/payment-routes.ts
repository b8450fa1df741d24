import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { ownerFor } from '#shared-kernel/tokens.ts';
import { getPayment, listPayments } from '../queries/list-payments.ts';
import { PaymentList, PaymentParams, PaymentsQuery, PaymentView } from './schemas.ts';
import { shownPayment, versionOf } from './shown-payment.ts';
import { whose } from './whose.ts';

export const listPaymentsRoute = defineRoute({
  method: 'get',
  path: '/v1/payments',
  operationId: 'listPayments',
  summary: 'List your payments, newest first; staff see those of all',
  description: 'A guest names the order in `orderId`, and sends its key in `X-Access-Key`.',
  access: 'optional',
  query: PaymentsQuery,
  replies: { 200: PaymentList },
  async handle(request) {
    const { limit, cursor, orderId } = request.query;
    const before = cursorKey(cursor, z.uuid());
    const filter = { ...whose(request), orderId, before, limit: limit + 1 };
    const rows = await request.read((db) => listPayments(db, filter));
    return { status: 200 as const, body: pageOf(rows, limit, ({ id }) => id) };
  },
});

export const getPaymentRoute = defineRoute({
  method: 'get',
  path: '/v1/payments/{id}',
  operationId: 'getPayment',
  summary: 'Read a payment and its refunds',
  access: 'payments:read',
  params: PaymentParams,
  replies: { 200: PaymentView },
  refusals: { 404: ['payments.payment_not_found'] },
  async handle({ params: { id }, principal, read }) {
    const payment = shownPayment(id, await read((db) => getPayment(db, id, ownerFor(principal))));
    return { status: 200 as const, body: payment, version: versionOf(payment) };
  },
});
