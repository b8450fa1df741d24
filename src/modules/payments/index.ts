import { join } from 'node:path';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { CapturePaymentV1 } from '#contracts/payments/capture-payment.v1.ts';
import { EraseUserV1 } from '#contracts/payments/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/payments/export-user.v1.ts';
import { PaymentAuthorizedV1 } from '#contracts/payments/payment-authorized.v1.ts';
import { PaymentCaptureFailedV1 } from '#contracts/payments/payment-capture-failed.v1.ts';
import { PaymentCapturedV1 } from '#contracts/payments/payment-captured.v1.ts';
import { PaymentDeclinedV1 } from '#contracts/payments/payment-declined.v1.ts';
import { PaymentDisputedV1 } from '#contracts/payments/payment-disputed.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { PaymentVoidedV1 } from '#contracts/payments/payment-voided.v1.ts';
import { RefundPaymentV1 } from '#contracts/payments/refund-payment.v1.ts';
import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import { SubmitRefundV1 } from '#contracts/payments/submit-refund.v1.ts';
import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import { UserDataErasedV1 } from '#contracts/payments/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/payments/user-data-exported.v1.ts';
import { VoidPaymentV1 } from '#contracts/payments/void-payment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { type AdminVerb, defineModule, type HealthCheck, type Platform } from '#shared-kernel/module.ts';
import { type SecretBox, secretBox } from '#shared-kernel/secret-box.ts';
import { connectSandbox } from './adapters/connect-sandbox.ts';
import { deferredStripe } from './adapters/stripe/deferred-stripe.ts';
import { rotateTokenKeyVerb } from './admin-verbs/rotate-token-key.ts';
import {
  AUTHORIZE_PAYMENT,
  CAPTURE_PAYMENT,
  ENSURE_TOKEN_KEY,
  FORGET_WEBHOOKS,
  paymentsContainer,
  RECEIVE_WEBHOOK,
  RECONCILE_LEDGER,
  REFUND_PAYMENT,
  REQUEST_REFUND,
  RESEAL_TOKEN_KEYS,
  REVIEW_PAYMENT,
  ROTATE_TOKEN_KEY,
  SUBMIT_REFUND,
  VOID_PAYMENT,
} from './container.ts';
import { paymentRoutes } from './http/routes.ts';
import { personalData } from './persistence/personal-data.ts';
import { disputes, erasedUsers, paymentEntries, payments, refunds, tokenKeys, webhooks } from './persistence/schema.ts';
import type { PaymentProvider } from './ports/payment-provider.ts';
import type { ProviderConnection } from './ports/provider-connection.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { forgetWebhooksSchedule } from './schedules/forget-webhooks.ts';
import { rotateTokenKeySchedule } from './schedules/rotate-token-key.ts';
import { PaymentsSettings, secretsIn } from './settings.ts';
import { authorizePaymentSubscription } from './subscriptions/authorize-payment.ts';
import { capturePaymentSubscription } from './subscriptions/capture-payment.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { refundPaymentSubscription } from './subscriptions/refund-payment.ts';
import { reviewPaymentSubscription } from './subscriptions/review-payment.ts';
import { submitRefundSubscription } from './subscriptions/submit-refund.ts';
import { voidPaymentSubscription } from './subscriptions/void-payment.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import type { ReconcileLedger } from './use-cases/reconcile-ledger.ts';

/** Payments: authorized, captured, voided and refunded, each at most once. */
export const paymentsModule = defineModule({
  name: 'payments',
  owner: 'team-payments',
  purpose: 'Takes the money of an order through a payment provider, at most once, and gives it back.',
  tables: [erasedUsers, payments, refunds, paymentEntries, disputes, webhooks, tokenKeys],
  personalData,
  publishes: [
    PaymentAuthorizedV1,
    PaymentDeclinedV1,
    PaymentCapturedV1,
    PaymentCaptureFailedV1,
    PaymentVoidedV1,
    PaymentRefundedV1,
    UserDataErasedV1,
    UserDataExportedV1,
    PaymentDisputedV1,
    TokenKeyChangedV1,
  ],
  receives: [
    AuthorizePaymentV1,
    AuthorizePaymentV2,
    CapturePaymentV1,
    VoidPaymentV1,
    RefundPaymentV1,
    EraseUserV1,
    ExportUserV1,
    SubmitRefundV1,
    ReviewPaymentV1,
  ],
  hears: [],
  settings: PaymentsSettings,
  assemble(platform, settings) {
    const connection = connectProvider(platform, settings);
    const timeoutMs = settings.PAYMENTS_PROVIDER_TIMEOUT_MS;
    const parts = paymentsContainer(platform, connection, boxFor(platform, settings));
    const { database } = platform;
    const [rotate, reseal] = [parts.resolve(ROTATE_TOKEN_KEY), parts.resolve(RESEAL_TOKEN_KEYS)];
    const afterSeconds = settings.PAYMENTS_TOKEN_KEY_DAYS * SECONDS_PER_DAY;
    // A void that finds the authorization open makes two calls, and asks after each: four times the timeout.
    const delivery = { claimSeconds: Math.ceil((4 * timeoutMs) / 1_000) + 10 };
    return {
      routes: paymentRoutes({
        requestRefund: parts.resolve(REQUEST_REFUND),
        receiveWebhook: parts.resolve(RECEIVE_WEBHOOK),
        signals: platform.signals,
      }),
      subscriptions: [
        authorizePaymentSubscription(parts.resolve(AUTHORIZE_PAYMENT), delivery),
        capturePaymentSubscription(parts.resolve(CAPTURE_PAYMENT), delivery),
        voidPaymentSubscription(parts.resolve(VOID_PAYMENT), delivery),
        refundPaymentSubscription(parts.resolve(REFUND_PAYMENT), delivery),
        submitRefundSubscription(parts.resolve(SUBMIT_REFUND), delivery),
        ...personalDataSubscriptions({ ...platform, erase: eraseUser, collect: collectUserRecords }),
        reviewPaymentSubscription(parts.resolve(REVIEW_PAYMENT), delivery),
      ],
      schedules: [
        forgetWebhooksSchedule(database, parts.resolve(FORGET_WEBHOOKS)),
        rotateTokenKeySchedule({ database, rotate, reseal, afterSeconds }),
      ],
      checks: [providerAnswers(connection.provider)],
      adminVerbs: [reconcileVerb(parts.resolve(RECONCILE_LEDGER)), rotateTokenKeyVerb(database, rotate)],
      async start() {
        await database.transaction({ correlationId: newId() }, parts.resolve(ENSURE_TOKEN_KEY));
        await connection.start();
      },
      served: connection.served,
      stop: connection.stop,
    };
  },
});

const SECONDS_PER_DAY = 86_400;

function boxFor({ directory }: Platform, { PAYMENTS_KEY_ENCRYPTION_KEYS: keys }: PaymentsSettings): SecretBox {
  return secretBox({ purpose: 'payments.token-keys', keys, setting: 'PAYMENTS_KEY_ENCRYPTION_KEYS', directory });
}

function connectProvider({ directory, log }: Platform, settings: PaymentsSettings): ProviderConnection {
  const timeoutMs = settings.PAYMENTS_PROVIDER_TIMEOUT_MS;
  const { PAYMENT_PROVIDER: name, STRIPE_SECRET_KEY: secretKey } = settings;
  if (name === 'stripe' && secretKey !== undefined) {
    const webhookSecrets = secretsIn(settings.STRIPE_WEBHOOK_SECRETS) ?? [];
    return deferredStripe({ apiBase: settings.STRIPE_API_BASE, secretKey, webhookSecrets, timeoutMs });
  }
  return connectSandbox({
    url: settings.PAYMENTS_PROVIDER_URL,
    apiKey: settings.PAYMENTS_PROVIDER_API_KEY,
    timeoutMs,
    webhookSecrets: secretsIn(settings.PAYMENTS_WEBHOOK_SECRETS),
    ledger: join(directory, 'sandbox-provider.jsonl'),
    log,
  });
}

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
