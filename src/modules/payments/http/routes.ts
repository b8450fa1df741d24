import type { Route } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { ReceiveWebhook } from '../use-cases/receive-webhook.ts';
import type { RequestRefund } from '../use-cases/request-refund.ts';
import { getPaymentRoute, listPaymentsRoute } from './payment-routes.ts';
import { getRefundRoute, requestRefundRoute } from './refund-routes.ts';
import { receiveWebhookRoute } from './webhook-route.ts';

interface Parts {
  readonly requestRefund: RequestRefund;
  readonly receiveWebhook: ReceiveWebhook;
  readonly signals: Signals;
}

/** Everything of payments that the public API offers. */
export const paymentRoutes = ({ requestRefund, receiveWebhook, signals }: Parts): readonly Route[] => [
  listPaymentsRoute,
  getPaymentRoute,
  requestRefundRoute(requestRefund, signals),
  getRefundRoute,
  receiveWebhookRoute(receiveWebhook),
];
