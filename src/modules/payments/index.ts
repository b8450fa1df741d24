import { join } from 'node:path';
import { z } from 'zod';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { EraseUserV1 } from '#contracts/payments/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/payments/export-user.v1.ts';
import { PaymentAuthorizedV1 } from '#contracts/payments/payment-authorized.v1.ts';
import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import { RefundPaymentV1 } from '#contracts/payments/refund-payment.v1.ts';
import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import { UserDataErasedV1 } from '#contracts/payments/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/payments/user-data-exported.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { type AdminVerb, defineModule, type HealthCheck } from '#shared-kernel/module.ts';
import { sandboxInProcess } from './adapters/sandbox-in-process.ts';
import {
  AUTHORIZE_PAYMENT,
  CAPTURE_PAYMENT,
  PROVIDER,
  paymentsContainer,
  RECONCILE_LEDGER,
  REFUND_PAYMENT,
  REQUEST_REFUND,
  SUBMIT_REFUND,
  VOID_PAYMENT,
} from './container.ts';
import { paymentRoutes } from './http/routes.ts';
import { erasedUsers, paymentEntries, payments, refunds } from './persistence/schema.ts';
import type { PaymentProvider } from './ports/payment-provider.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { authorizePaymentSubscription } from './subscriptions/authorize-payment.ts';
import { capturePaymentSubscription } from './subscriptions/capture-payment.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { refundPaymentSubscription } from './subscriptions/refund-payment.ts';
import { submitRefundSubscription } from './subscriptions/submit-refund.ts';
import { voidPaymentSubscription } from './subscriptions/void-payment.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import type { ReconcileLedger } from './use-cases/reconcile-ledger.ts';

/** Payments: authorized, captured, voided and refunded, each at most once. */
export const paymentsModule = defineModule({
  name: 'payments',
  owner: 'team-payments',
  purpose: 'Takes the money of an order through a payment provider, at most once, and gives it back.',
  tables: [erasedUsers, payments, refunds, paymentEntries],
  publishes: [
    PaymentAuthorizedV1,
    PaymentDeclinedV1,
    PaymentCapturedV1,
    PaymentCaptureFailedV1,
    PaymentVoidedV1,
    PaymentRefundedV1,
    UserDataErasedV1,
    UserDataExportedV1,
  ],
  receives: [AuthorizePaymentV1, CapturePaymentV1, VoidPaymentV1, RefundPaymentV1, EraseUserV1, ExportUserV1, SubmitRefundV1],
  hears: [],
  settings: z.object({
    PAYMENTS_PROVIDER_URL: z
      .url()
      .optional()
      .describe('The payment provider. Without it the process starts the sandbox provider.'),
    PAYMENTS_PROVIDER_API_KEY: z.string().min(1).default('sandbox').describe('What the payment provider knows the shop by.'),
    PAYMENTS_PROVIDER_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(6_000)
      .default(2_000)
      .describe('After this long without an answer the payment provider is asked what became of the call.'),
  }),
  assemble(platform, settings) {
    const { PAYMENTS_PROVIDER_URL: url, PAYMENTS_PROVIDER_API_KEY: apiKey, PAYMENTS_PROVIDER_TIMEOUT_MS: timeoutMs } = settings;
    const sandbox = sandboxInProcess({ ledger: join(platform.directory, 'sandbox-provider.jsonl'), apiKey });
    const parts = paymentsContainer(platform, { baseUrl: () => url ?? sandbox.url(), apiKey, timeoutMs });
    const provider = parts.resolve(PROVIDER);
    // A void that finds the authorization open makes two calls, and asks after each: four times the timeout.
    const delivery = { claimSeconds: Math.ceil((4 * timeoutMs) / 1_000) + 10 };
    return {
      routes: paymentRoutes({ requestRefund: parts.resolve(REQUEST_REFUND), signals: platform.signals }),
      subscriptions: [
        authorizePaymentSubscription(parts.resolve(AUTHORIZE_PAYMENT), delivery),
        capturePaymentSubscription(parts.resolve(CAPTURE_PAYMENT), delivery),
        voidPaymentSubscription(parts.resolve(VOID_PAYMENT), delivery),
        refundPaymentSubscription(parts.resolve(REFUND_PAYMENT), delivery),
        submitRefundSubscription(parts.resolve(SUBMIT_REFUND), delivery),
        ...personalDataSubscriptions({ ...platform, erase: eraseUser, collect: collectUserRecords }),
      ],
      checks: [providerAnswers(provider)],
      adminVerbs: [reconcileVerb(parts.resolve(RECONCILE_LEDGER))],
      async start() {
        if (url !== undefined) return;
        await sandbox.start();
        platform.log.info({ url: sandbox.url() }, 'the sandbox provider takes payments; set PAYMENTS_PROVIDER_URL for another');
      },
      async stop() {
        await provider.close();
        await sandbox.stop();
      },
    };
  },
});

const providerAnswers = (provider: PaymentProvider): HealthCheck => ({
  name: 'payment-provider',
  async run() {
    await provider.find({ operation: 'void', key: newId(), charge: 'none' });
    return 'the payment provider answers';
  },
});

const reconcileVerb = (reconcile: ReconcileLedger): AdminVerb => ({
  name: 'reconcile',
  run: async (_input, progress) => ({ differences: await reconcile((count) => progress({ count })) }),
});
