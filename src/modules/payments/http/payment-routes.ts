import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { ownerFor } from '#shared-kernel/tokens.ts';
import { getPayment, listPayments } from '../queries/list-payments.ts';
import { PaymentList, PaymentParams, PaymentsQuery, PaymentView } from './schemas.ts';
import { shownPayment, versionOf } from './shown-payment.ts';

export const listPaymentsRoute = defineRoute({
  method: 'get',
  path: '/v1/payments',
  operationId: 'listPayments',
  summary: 'List your payments, newest first; staff see those of all',
  access: 'payments:read',
  query: PaymentsQuery,
  replies: { 200: PaymentList },
  async handle({ query: { limit, cursor, orderId }, principal, read }) {
    const before = cursorKey(cursor, z.uuid());
    const rows = await read((db) => listPayments(db, { userId: ownerFor(principal), orderId, before, limit: limit + 1 }));
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
