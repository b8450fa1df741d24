import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { openingTokens } from './adapters/opening-tokens.ts';
import { disputes } from './persistence/disputes.ts';
import { payments } from './persistence/payments.ts';
import { refunds } from './persistence/refunds.ts';
import { tokenKeys } from './persistence/token-keys.ts';
import { webhooks } from './persistence/webhooks.ts';
import type { ProviderConnection } from './ports/provider-connection.ts';
import { listBookedCharges } from './queries/list-booked-charges.ts';
import { askProvider } from './use-cases/ask-provider.ts';
import { type AuthorizePayment, authorizePayment } from './use-cases/authorize-payment.ts';
import { type CapturePayment, capturePayment } from './use-cases/capture-payment.ts';
import type { Dependencies } from './use-cases/dependencies.ts';
import { type EndRefund, endRefund } from './use-cases/end-refund.ts';
import { type EnsureTokenKey, ensureTokenKey } from './use-cases/ensure-token-key.ts';
import { type ForgetWebhooks, forgetWebhooks } from './use-cases/forget-webhooks.ts';
import { type PromiseRefund, promiseRefund } from './use-cases/promise-refund.ts';
import { type ReceiveWebhook, receiveWebhook } from './use-cases/receive-webhook.ts';
import { type ReconcileLedger, reconcileLedger } from './use-cases/reconcile-ledger.ts';
import { type RefundPayment, refundPayment } from './use-cases/refund-payment.ts';
import { type RequestRefund, requestRefund } from './use-cases/request-refund.ts';
import { type ResealTokenKeys, resealTokenKeys } from './use-cases/reseal-token-keys.ts';
import { type ReviewPayment, reviewPayment } from './use-cases/review-payment.ts';
import { type RotateTokenKey, rotateTokenKey } from './use-cases/rotate-token-key.ts';
import { type StopPayment, stopPayment } from './use-cases/stop-payment.ts';
import { type SubmitRefund, submitRefund } from './use-cases/submit-refund.ts';
import { type TakeRefundsIn, takeRefundsIn } from './use-cases/take-refunds-in.ts';
import { type VoidPayment, voidPayment } from './use-cases/void-payment.ts';

export const AUTHORIZE_PAYMENT: InjectionToken<AuthorizePayment> = Symbol('AuthorizePayment');
export const CAPTURE_PAYMENT: InjectionToken<CapturePayment> = Symbol('CapturePayment');
export const VOID_PAYMENT: InjectionToken<VoidPayment> = Symbol('VoidPayment');
export const REFUND_PAYMENT: InjectionToken<RefundPayment> = Symbol('RefundPayment');
export const REQUEST_REFUND: InjectionToken<RequestRefund> = Symbol('RequestRefund');
export const SUBMIT_REFUND: InjectionToken<SubmitRefund> = Symbol('SubmitRefund');
export const REVIEW_PAYMENT: InjectionToken<ReviewPayment> = Symbol('ReviewPayment');
export const RECEIVE_WEBHOOK: InjectionToken<ReceiveWebhook> = Symbol('ReceiveWebhook');
export const ENSURE_TOKEN_KEY: InjectionToken<EnsureTokenKey> = Symbol('EnsureTokenKey');
export const ROTATE_TOKEN_KEY: InjectionToken<RotateTokenKey> = Symbol('RotateTokenKey');
export const RESEAL_TOKEN_KEYS: InjectionToken<ResealTokenKeys> = Symbol('ResealTokenKeys');
export const FORGET_WEBHOOKS: InjectionToken<ForgetWebhooks> = Symbol('ForgetWebhooks');
export const RECONCILE_LEDGER: InjectionToken<ReconcileLedger> = Symbol('ReconcileLedger');

const DEPENDENCIES: InjectionToken<Dependencies> = Symbol('Dependencies');
const STOP_PAYMENT: InjectionToken<StopPayment> = Symbol('StopPayment');
const END_REFUND: InjectionToken<EndRefund> = Symbol('EndRefund');
const TAKE_REFUNDS_IN: InjectionToken<TakeRefundsIn> = Symbol('TakeRefundsIn');
const PROMISE_REFUND: InjectionToken<PromiseRefund> = Symbol('PromiseRefund');

/** The module's parts, put together. */
export function paymentsContainer(platform: Platform, connection: ProviderConnection, box: SecretBox): DependencyContainer {
  const { database, events, clock, signals, log } = platform;
  const openToken = openingTokens({ box, load: () => database.read(tokenKeys.all) });
  const { provider, webhooks: reader, name } = connection;
  const parts = container.createChildContainer();
  const ask = askProvider(provider);
  parts.register(DEPENDENCIES, {
    useValue: { payments, refunds, tokenKeys, events, clock, signals, log, ask, openToken },
  });
  parts.register(ROTATE_TOKEN_KEY, { useFactory: () => rotateTokenKey({ tokenKeys, box, events, clock }) });
  parts.register(ENSURE_TOKEN_KEY, {
    useFactory: (c) => ensureTokenKey({ tokenKeys, box, rotateTokenKey: c.resolve(ROTATE_TOKEN_KEY) }),
  });
  parts.register(RESEAL_TOKEN_KEYS, { useFactory: () => resealTokenKeys({ tokenKeys, box }) });
  parts.register(STOP_PAYMENT, { useFactory: (c) => stopPayment(c.resolve(DEPENDENCIES)) });
  parts.register(PROMISE_REFUND, { useFactory: (c) => promiseRefund(c.resolve(DEPENDENCIES)) });
  parts.register(END_REFUND, { useFactory: (c) => endRefund(c.resolve(DEPENDENCIES)) });
  parts.register(AUTHORIZE_PAYMENT, { useFactory: (c) => authorizePayment(c.resolve(DEPENDENCIES)) });
  parts.register(CAPTURE_PAYMENT, { useFactory: (c) => capturePayment(c.resolve(DEPENDENCIES)) });
  parts.register(VOID_PAYMENT, { useFactory: (c) => voidPayment(c.resolve(DEPENDENCIES), c.resolve(STOP_PAYMENT)) });
  parts.register(REFUND_PAYMENT, {
    useFactory: (c) =>
      refundPayment(c.resolve(DEPENDENCIES), { stopPayment: c.resolve(STOP_PAYMENT), promiseRefund: c.resolve(PROMISE_REFUND) }),
  });
  parts.register(REQUEST_REFUND, { useFactory: (c) => requestRefund(c.resolve(DEPENDENCIES), c.resolve(PROMISE_REFUND)) });
  parts.register(SUBMIT_REFUND, { useFactory: (c) => submitRefund(c.resolve(DEPENDENCIES), c.resolve(END_REFUND)) });
  parts.register(TAKE_REFUNDS_IN, { useFactory: (c) => takeRefundsIn(c.resolve(DEPENDENCIES), c.resolve(END_REFUND)) });
  parts.register(REVIEW_PAYMENT, {
    useFactory: (c) =>
      reviewPayment({
        ...c.resolve(DEPENDENCIES),
        disputes,
        inspect: provider.inspect,
        takeRefundsIn: c.resolve(TAKE_REFUNDS_IN),
      }),
  });
  parts.register(RECEIVE_WEBHOOK, {
    useFactory: () => receiveWebhook({ payments, webhooks, events, clock, reader, provider: name }),
  });
  parts.register(FORGET_WEBHOOKS, { useFactory: () => forgetWebhooks({ webhooks, clock }) });
  parts.register(RECONCILE_LEDGER, {
    useFactory: () =>
      reconcileLedger({
        provider,
        listBookedCharges: (after, limit) => database.read((db) => listBookedCharges(db, after, limit)),
      }),
  });
  return parts;
}
