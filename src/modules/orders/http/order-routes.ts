import { z } from 'zod';
import { defineEventStream, defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, ListOf, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { ownerFor, userIdOf } from '#shared-kernel/tokens.ts';
import { getOrder } from '../queries/get-order.ts';
import { listOrders } from '../queries/list-orders.ts';
import type { CancelOrder } from '../use-cases/cancel-order.ts';
import type { PlaceOrder } from '../use-cases/place-order.ts';
import { placingMessages } from '../use-cases/placing-messages.ts';
import { sealPaymentToken } from '../use-cases/seal-payment-token.ts';
import { awaitContact, awaitOffers, awaitPaymentKey } from './await-news.ts';
import { orderEvents, waitUntilSettled } from './follow-order.ts';
import { toOrderView, versionOf } from './order-view.ts';
import { CancelOrderBody, Id, OrderStatusFilter, OrderSummaryView, OrderView, PlaceOrderBody } from './schemas.ts';
import { newAccessKey, visitorOf } from './visitor.ts';

export interface OrderRoutesDeps {
  readonly placeOrder: PlaceOrder;
  readonly cancelOrder: CancelOrder;
  readonly signals: Signals;
}

/** Refusals of what cannot be made an order. */
const UNORDERABLE = {
  400: ['orders.customer_missing'],
  403: ['orders.account_erased'],
  404: ['orders.cart_not_found'],
  409: ['orders.cart_already_ordered'],
  422: [
    'orders.cart_is_empty',
    'orders.sku_not_on_sale',
    'orders.mixed_currencies',
    'orders.quantity_too_high',
    'orders.total_too_high',
  ],
  503: ['orders.payments_not_ready'],
};

export function orderRoutes(deps: OrderRoutesDeps): readonly Route[] {
  return [placeOrderRoute(deps), getOrderRoute(), listOrdersRoute(), orderEventsRoute(deps), cancelOrderRoute(deps)];
}

function placeOrderRoute({ placeOrder, signals }: OrderRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/orders',
    operationId: 'placeOrder',
    summary: 'Place an order',
    description:
      'From a cart, at the prices that it shows, or from lines at the prices of now. Answers 202 while the order is under way; ' +
      'with `Prefer: wait=10` the answer is 201 with its end, or 202 if that takes longer. A guest gets an `accessKey`.',
    access: 'optional',
    body: PlaceOrderBody,
    idempotencyKey: 'required',
    bucket: 'checkout',
    // A step that waits too long ends the order: one that could not be seen through is better not begun.
    shedWhenLate: placingMessages,
    replies: { 201: OrderView, 202: OrderView },
    refusals: UNORDERABLE,
    waitFor: (request, reply) => waitUntilSettled(request, OrderView.parse(reply.body), signals),
    handle: async ({ body, transaction, ...request }) => {
      const { principal } = request;
      const userId = userIdOf(principal);
      if ('lines' in body) await awaitOffers(request, signals, skusOf(body));
      if (userId !== undefined && !body.customer) await awaitContact(request, signals, userId);
      const payment = await sealPaymentToken(await awaitPaymentKey(request, signals), body.payment.token);
      const accessKey = userId !== undefined ? request.accessKey : (request.accessKey ?? newAccessKey());
      return transaction(async (tx) => {
        const order = await placeOrder(tx, {
          from: 'lines' in body ? { lines: body.lines } : { cartId: body.cartId },
          visitor: visitorOf({ principal, accessKey }),
          customer: body.customer,
          shippingAddress: body.shippingAddress,
          payment,
        });
        const view = toOrderView(order, []);
        return {
          status: 202 as const,
          version: versionOf(order, []),
          headers: { location: `/v1/orders/${order.id}`, 'retry-after': '1' },
          body: userId !== undefined || accessKey === undefined ? view : { ...view, accessKey },
        };
      });
    },
  });
}

function getOrderRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/orders/{id}',
    operationId: 'getOrder',
    summary: 'Read an order',
    access: 'optional',
    params: Id,
    replies: { 200: OrderView },
    refusals: { 404: ['orders.order_not_found'] },
    handle: async ({ params, read, ...request }) => {
      const { order, timeline } = await read((db) => getOrder(db, params.id, visitorOf(request)));
      return { status: 200 as const, version: versionOf(order, timeline), body: toOrderView(order, timeline) };
    },
  });
}

function listOrdersRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/orders',
    operationId: 'listOrders',
    summary: 'List your orders, newest first; staff see those of all',
    access: 'orders:read',
    query: PageQuery.extend({ status: OrderStatusFilter }),
    replies: { 200: ListOf(OrderSummaryView) },
    handle: async ({ query: { limit, cursor, status }, principal, read }) => {
      const before = cursorKey(cursor, z.uuid());
      const userId = ownerFor(principal);
      const rows = await read((db) => listOrders(db, { userId, status, before, limit }));
      const views = rows.map(({ totalMinor, currency, createdAt, updatedAt, ...row }) => ({
        ...row,
        currency,
        total: { amountMinor: totalMinor, currency },
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
      }));
      return { status: 200 as const, body: pageOf(views, limit, ({ id }) => id) };
    },
  });
}

function cancelOrderRoute({ cancelOrder, signals }: OrderRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/orders/{id}/cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order',
    description:
      'An order under way turns back; a confirmed one gives back its money and stock unless the carrier has it. ' +
      'Answers 202 while that is under way (`Prefer: wait=10` waits for the end), 200 where the order is cancelled already.',
    access: 'optional',
    params: Id,
    body: CancelOrderBody,
    replies: { 200: OrderView, 201: OrderView, 202: OrderView },
    refusals: { 404: ['orders.order_not_found'], 409: ['orders.not_cancellable'] },
    waitFor: (request, reply) => waitUntilSettled(request, OrderView.parse(reply.body), signals),
    handle: ({ params, transaction, ...request }) =>
      transaction(async (tx) => {
        const visitor = visitorOf(request);
        await cancelOrder(tx, { orderId: params.id, visitor });
        const { order, timeline } = await getOrder(tx, params.id, visitor);
        const status = order.status === 'cancelled' ? (200 as const) : (202 as const);
        const headers = { location: `/v1/orders/${order.id}`, ...(status === 202 ? { 'retry-after': '1' } : {}) };
        return { status, version: versionOf(order, timeline), headers, body: toOrderView(order, timeline) };
      }),
  });
}

function orderEventsRoute({ signals }: OrderRoutesDeps): Route {
  return defineEventStream({
    path: '/v1/orders/{id}/events',
    operationId: 'streamOrderEvents',
    summary: 'Follow an order',
    description: 'One event for each entry of its timeline, then `settled` with the order, after which the stream ends.',
    access: 'optional',
    params: Id,
    refusals: { 404: ['orders.order_not_found'] },
    events: (request, after) => orderEvents(request, after, signals),
  });
}

function skusOf({ lines }: { readonly lines: readonly { readonly sku: string }[] }): readonly string[] {
  return lines.map(({ sku }) => sku);
}
