import type { PaymentProvider } from './payment-provider.ts';
import type { ProviderLedger } from './provider-ledger.ts';
import type { WebhookReader } from './webhook-reader.ts';

/** The payment provider that is in use, with all that this process needs to talk with it. */
export interface ProviderConnection {
  readonly name: 'sandbox' | 'stripe';
  readonly provider: PaymentProvider & ProviderLedger;
  readonly webhooks: WebhookReader;
  start(): Promise<void>;
  /** Told where this process is reached, once it is. */
  served(url: string): void;
  stop(): Promise<void>;
}
