import type { Route } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { RequestRefund } from '../use-cases/request-refund.ts';
import { getPaymentRoute, listPaymentsRoute } from './payment-routes.ts';
import { getRefundRoute, requestRefundRoute } from './refund-routes.ts';

interface Parts {
  readonly requestRefund: RequestRefund;
  readonly signals: Signals;
}

/** Everything of payments that the public API offers. */
export const paymentRoutes = ({ requestRefund, signals }: Parts): readonly Route[] => [
  listPaymentsRoute,
  getPaymentRoute,
  requestRefundRoute(requestRefund, signals),
  getRefundRoute,
];
