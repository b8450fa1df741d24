import type { Attempt } from '../domain/webhook-delivery.ts';

/** One delivery as it goes out. */
export interface OutgoingWebhook {
  readonly url: string;
  /** `webhook-id`: the same for every attempt. */
  readonly webhookId: string;
  readonly body: string;
  /** `whsec_…`, each of which signs. */
  readonly secrets: readonly string[];
  /** `webhook-timestamp`. */
  readonly at: Date;
}

/** Sends webhooks to addresses that strangers chose. */
export interface WebhookSender {
  /** Why nothing may be sent there, in one sentence; undefined where it may. Resolves no name: that is done when sending. */
  refusalOf(url: string): string | undefined;
  /** Never rejects but where `signal` aborts. Its total time is bounded. */
  send(webhook: OutgoingWebhook, signal: AbortSignal): Promise<Attempt>;
  close(): Promise<void>;
}
