import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { type SandboxProvider, type SandboxProviderOptions, sandboxProvider } from './adapters/sandbox-provider.ts';
import { payments } from './persistence/payments.ts';
import { refunds } from './persistence/refunds.ts';
import { listBookedCharges } from './queries/list-booked-charges.ts';
import { askProvider } from './use-cases/ask-provider.ts';
import { type AuthorizePayment, authorizePayment } from './use-cases/authorize-payment.ts';
import { type CapturePayment, capturePayment } from './use-cases/capture-payment.ts';
import type { Dependencies } from './use-cases/dependencies.ts';
import { type PromiseRefund, promiseRefund } from './use-cases/promise-refund.ts';
import { type ReconcileLedger, reconcileLedger } from './use-cases/reconcile-ledger.ts';
import { type RefundPayment, refundPayment } from './use-cases/refund-payment.ts';
import { type RequestRefund, requestRefund } from './use-cases/request-refund.ts';
import { type StopPayment, stopPayment } from './use-cases/stop-payment.ts';
import { type SubmitRefund, submitRefund } from './use-cases/submit-refund.ts';
import { type VoidPayment, voidPayment } from './use-cases/void-payment.ts';

export const PROVIDER: InjectionToken<SandboxProvider> = Symbol('PaymentProvider');
export const AUTHORIZE_PAYMENT: InjectionToken<AuthorizePayment> = Symbol('AuthorizePayment');
export const CAPTURE_PAYMENT: InjectionToken<CapturePayment> = Symbol('CapturePayment');
export const VOID_PAYMENT: InjectionToken<VoidPayment> = Symbol('VoidPayment');
export const REFUND_PAYMENT: InjectionToken<RefundPayment> = Symbol('RefundPayment');
export const REQUEST_REFUND: InjectionToken<RequestRefund> = Symbol('RequestRefund');
export const SUBMIT_REFUND: InjectionToken<SubmitRefund> = Symbol('SubmitRefund');
export const RECONCILE_LEDGER: InjectionToken<ReconcileLedger> = Symbol('ReconcileLedger');

const DEPENDENCIES: InjectionToken<Dependencies> = Symbol('Dependencies');
const STOP_PAYMENT: InjectionToken<StopPayment> = Symbol('StopPayment');
const PROMISE_REFUND: InjectionToken<PromiseRefund> = Symbol('PromiseRefund');

/** The module's parts, put together. */
export function paymentsContainer(platform: Platform, access: SandboxProviderOptions): DependencyContainer {
  const { database, events, clock, signals, log } = platform;
  const parts = container.createChildContainer();
  parts.register(PROVIDER, { useFactory: instanceCachingFactory(() => sandboxProvider(access)) });
  parts.register(DEPENDENCIES, {
    useFactory: (c) => ({ payments, refunds, events, clock, signals, log, ask: askProvider(c.resolve(PROVIDER)) }),
  });
  parts.register(STOP_PAYMENT, { useFactory: (c) => stopPayment(c.resolve(DEPENDENCIES)) });
  parts.register(PROMISE_REFUND, { useFactory: (c) => promiseRefund(c.resolve(DEPENDENCIES)) });
  parts.register(AUTHORIZE_PAYMENT, { useFactory: (c) => authorizePayment(c.resolve(DEPENDENCIES)) });
  parts.register(CAPTURE_PAYMENT, { useFactory: (c) => capturePayment(c.resolve(DEPENDENCIES)) });
  parts.register(VOID_PAYMENT, { useFactory: (c) => voidPayment(c.resolve(DEPENDENCIES), c.resolve(STOP_PAYMENT)) });
  parts.register(REFUND_PAYMENT, {
    useFactory: (c) =>
      refundPayment(c.resolve(DEPENDENCIES), { stopPayment: c.resolve(STOP_PAYMENT), promiseRefund: c.resolve(PROMISE_REFUND) }),
  });
  parts.register(REQUEST_REFUND, { useFactory: (c) => requestRefund(c.resolve(DEPENDENCIES), c.resolve(PROMISE_REFUND)) });
  parts.register(SUBMIT_REFUND, { useFactory: (c) => submitRefund(c.resolve(DEPENDENCIES)) });
  parts.register(RECONCILE_LEDGER, {
    useFactory: (c) =>
      reconcileLedger({
        provider: c.resolve(PROVIDER),
        listBookedCharges: (after, limit) => database.read((db) => listBookedCharges(db, after, limit)),
      }),
  });
  return parts;
}
