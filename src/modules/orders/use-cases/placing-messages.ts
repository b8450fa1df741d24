import { ConfirmPricesV1 } from '#contracts/catalog/confirm-prices.v1.ts';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { ReserveStockV1 } from '#contracts/inventory/reserve-stock.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import type { Contract } from '#shared-kernel/messaging/define-contract.ts';
import { sagaAnswers } from './saga-answers.ts';

/** What must get through in time for an order to be confirmed: the steps of its saga, and the answers to them. */
export const placingMessages: readonly Contract[] = [
  ConfirmPricesV1,
  HoldStockV1,
  AuthorizePaymentV2,
  ReserveStockV1,
  CreateShipmentV1,
  CapturePaymentV1,
  ...sagaAnswers,
];
