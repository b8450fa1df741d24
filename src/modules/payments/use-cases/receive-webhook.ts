import { ReviewPaymentV1 } from '#contracts/payments/review-payment.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { isKnown } from '../domain/charge-report.ts';
import { ProviderNotInUse } from '../domain/errors.ts';
import type { webhooks } from '../persistence/webhooks.ts';
import type { ReceivedWebhook, Webhook, WebhookReader } from '../ports/webhook-reader.ts';
import type { Dependencies } from './dependencies.ts';

interface Parts extends Pick<Dependencies, 'payments' | 'events' | 'clock'> {
  readonly webhooks: typeof webhooks;
  readonly reader: WebhookReader;
  /** The provider in use. */
  readonly provider: string;
}

/** A webhook is a hint, never a fact: what is new has the provider asked what is true. */
export const receiveWebhook = ({ payments, webhooks, events, clock, reader, provider }: Parts) => ({
  /** Throws WebhookNotVerified for what the provider did not send, and ProviderNotInUse for another's. */
  verify(from: string, received: ReceivedWebhook): Webhook {
    if (from !== provider) throw new ProviderNotInUse(from);
    return reader.read(received);
  },

  /** Takes a verified webhook in, once. */
  async take(tx: Tx, { id, type, news }: Webhook): Promise<void> {
    const first = await webhooks.add(tx, { provider, id, type, heard: news !== undefined, at: clock.now() });
    if (!first || !news) return;
    const payment = await payments.findByCharge(tx, news.charge);
    if (payment && isKnown(payment, news)) return;
    const { charge, reference } = news;
    const about = reference === undefined ? {} : { reference };
    events.send(tx, ReviewPaymentV1, { subject: charge, payload: { charge, news: news.news, ...about } });
  },
});
export type ReceiveWebhook = ReturnType<typeof receiveWebhook>;
