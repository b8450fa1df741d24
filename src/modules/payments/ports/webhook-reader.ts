import type { ChargeNews } from '../domain/charge-report.ts';

/** A webhook as it arrived. */
export interface ReceivedWebhook {
  readonly body: Uint8Array;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a webhook of the provider says. It is only ever believed after the provider has been asked. */
export interface Webhook {
  /** The same for each repetition. */
  readonly id: string;
  readonly type: string;
  /** Undefined for a type that says nothing about a charge. */
  readonly news: ChargeNews | undefined;
}

/** Knows a webhook of the provider from anybody else's. */
export interface WebhookReader {
  /** Throws WebhookNotVerified where the provider did not sign these very bytes, or signed them more than five minutes ago. */
  read(received: ReceivedWebhook): Webhook;
}
