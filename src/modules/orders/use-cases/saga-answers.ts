import { PricesConfirmedV1 } from '#contracts/catalog/prices-confirmed.v1.ts';
import { PricesRefusedV1 } from '#contracts/catalog/prices-refused.v1.ts';
import { StockHeldV1 } from '#contracts/inventory/stock-held.v1.ts';
import { StockHoldRefusedV1 } from '#contracts/inventory/stock-hold-refused.v1.ts';
import { StockReleasedV1 } from '#contracts/inventory/stock-released.v1.ts';
import { StockReservationRefusedV1 } from '#contracts/inventory/stock-reservation-refused.v1.ts';
import { StockReservedV1 } from '#contracts/inventory/stock-reserved.v1.ts';
import { PaymentAuthorizedV1 } from '#contracts/payments/payment-authorized.v1.ts';
import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import { ShipmentCancellationRefusedV1 } from '#contracts/shipping/shipment-cancellation-refused.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentRefusedV1 } from '#contracts/shipping/shipment-refused.v1.ts';
import type { PayloadOf } from '#shared-kernel/messaging/define-contract.ts';
import type { EventContract } from '#shared-kernel/messaging/define-event.ts';
import { isOf, type Message } from '#shared-kernel/messaging/message.ts';
import { formatMoney } from '#shared-kernel/money.ts';
import type { Failure, SagaInput, SagaState } from '#shared-kernel/saga/definition.ts';
import type { OrderSagaRun } from '../domain/order-status.ts';

/** What an answer means to a saga; undefined where it is none of its business. */
type Reading = (run: OrderSagaRun) => SagaInput | undefined;

interface Answer {
  readonly event: EventContract;
  readonly read: (message: Message) => Reading | undefined;
}

const answers: readonly Answer[] = [
  answer(PricesConfirmedV1, () => placing(() => ({ kind: 'done', step: 'confirm-prices' }))),
  answer(PricesRefusedV1, (refusal) => placing(() => refused('confirm-prices', priceFailure(refusal)))),
  answer(StockHeldV1, () => placing(() => ({ kind: 'done', step: 'hold-stock' }))),
  answer(StockHoldRefusedV1, (refusal) => placing(() => refused('hold-stock', stockFailure(refusal)))),
  answer(PaymentAuthorizedV1, () => placing(() => ({ kind: 'done', step: 'authorize-payment' }))),
  answer(PaymentDeclinedV1, ({ code, detail }) =>
    placing(() => refused('authorize-payment', { code: `payments.${code}`, detail })),
  ),
  answer(StockReservedV1, () => placing(() => ({ kind: 'done', step: 'reserve-stock' }))),
  answer(StockReservationRefusedV1, ({ code }) => placing(() => refused('reserve-stock', reservationFailure(code)))),
  answer(ShipmentCreatedV1, () => placing(() => ({ kind: 'done', step: 'create-shipment' }))),
  answer(ShipmentRefusedV1, ({ code, detail }) =>
    placing(() => refused('create-shipment', { code: `shipping.${code}`, detail })),
  ),
  answer(PaymentCapturedV1, () => placing(() => ({ kind: 'done', step: 'capture-payment' }))),
  answer(PaymentCaptureFailedV1, ({ code, detail }) =>
    placing(() => refused('capture-payment', { code: `payments.${code}`, detail })),
  ),
  answer(StockReleasedV1, (release) => (run) => stockReleased(run, release)),
  answer(PaymentVoidedV1, () => placing(() => ({ kind: 'undone', step: 'authorize-payment' }))),
  answer(PaymentRefundedV1, (refund) => (run) => paymentRefunded(run, refund)),
  answer(
    ShipmentCancelledV1,
    () =>
      ({ saga }) =>
        saga === 'place-order' ? { kind: 'undone', step: 'create-shipment' } : { kind: 'done', step: 'cancel-shipment' },
  ),
  answer(
    ShipmentCancellationRefusedV1,
    () =>
      ({ saga }) =>
        saga === 'place-order'
          ? { kind: 'undo-refused', step: 'create-shipment', failure: onItsWay }
          : refused('cancel-shipment', onItsWay),
  ),
];

/** The events by which other modules answer what a saga asked of them. */
export const sagaAnswers: readonly EventContract[] = answers.map(({ event }) => event);

/** What such an event means to each saga of its order. */
export function readAnswer(message: Message): Reading {
  for (const { read } of answers) {
    const reading = read(message);
    if (reading) return reading;
  }
  throw new Error(`${message.type} is no answer to a saga`);
}

const onItsWay: Failure = { code: 'shipping.on_its_way', detail: 'The carrier has the shipment already.' };

function answer<C extends EventContract>(event: C, read: (payload: PayloadOf<C>) => Reading): Answer {
  return { event, read: (message) => (isOf(event, message) ? read(message.payload) : undefined) };
}

function placing(read: (run: OrderSagaRun) => SagaInput): Reading {
  return (run) => (run.saga === 'place-order' ? read(run) : undefined);
}

function refused(step: string, failure: Failure): SagaInput {
  return { kind: 'refused', step, failure };
}

// Both the hold and the reservation are undone by releasing: the answer is to whichever is being undone. A hold that
// ran out by itself is no answer: the release that was asked for is still to be carried out.
function stockReleased({ saga, state }: OrderSagaRun, { reason }: StockReleasedV1): SagaInput | undefined {
  if (reason !== 'requested') return undefined;
  if (saga === 'cancel-order') return { kind: 'done', step: 'release-stock' };
  const step = ['reserve-stock', 'hold-stock'].find((name) => isBeingUndone(state, name));
  return step === undefined ? undefined : { kind: 'undone', step };
}

// A refund of a part, made by staff, is no answer to the request to give back everything.
function paymentRefunded(
  { saga, subject: order }: OrderSagaRun,
  { amount, refundedTotal }: PaymentRefundedV1,
): SagaInput | undefined {
  if (amount.amountMinor > 0 && refundedTotal.amountMinor < order.total.amountMinor) return undefined;
  return saga === 'cancel-order' ? { kind: 'done', step: 'refund-payment' } : { kind: 'undone', step: 'capture-payment' };
}

function isBeingUndone(state: SagaState, step: string): boolean {
  const phase = state.steps[step]?.phase;
  return phase === 'undoing' || phase === 'stuck';
}

function priceFailure({ refusals }: PricesRefusedV1): Failure {
  const changed = refusals.find(({ code }) => code === 'price_changed');
  if (!changed) {
    const skus = refusals.map(({ sku }) => sku).join(', ');
    return { code: 'catalog.not_on_sale', detail: `No longer on sale: ${skus}.` };
  }
  const now = changed.currentPrice === undefined ? '' : ` It is ${formatMoney(changed.currentPrice)} now.`;
  return { code: 'catalog.price_changed', detail: `The price of ${changed.sku} changed since it was shown.${now}` };
}

function stockFailure({ shortages }: StockHoldRefusedV1): Failure {
  const short = shortages.map(({ sku, wanted, available }) => `${sku} (${available} of ${wanted})`).join(', ');
  return {
    code: 'inventory.insufficient_stock',
    detail: short === '' ? 'Not enough in stock.' : `Not enough in stock: ${short}.`,
  };
}

function reservationFailure(code: StockReservationRefusedV1['code']): Failure {
  return { code: `inventory.${code}`, detail: 'The goods could not be kept long enough for the payment. Order again.' };
}
