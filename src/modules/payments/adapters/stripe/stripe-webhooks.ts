import type Stripe from 'stripe';
import { z } from 'zod';
import type { ChargeNews } from '../../domain/charge-report.ts';
import { WebhookNotVerified, WebhookUnreadable } from '../../domain/errors.ts';
import type { ReceivedWebhook, WebhookReader } from '../../ports/webhook-reader.ts';

/** Webhooks as Stripe signs them. Any of the secrets will do, so that one can follow another. */
export function stripeWebhooks(stripe: Stripe, secrets: readonly string[]): WebhookReader {
  return {
    read(received) {
      if (!secrets.some((secret) => isSigned(stripe, secret, received))) throw new WebhookNotVerified();
      const { data: event, error } = StripeEvent.safeParse(JSON.parse(Buffer.from(received.body).toString()));
      if (error) throw new WebhookUnreadable(error);
      return { id: event.id, type: event.type, news: newsIn(event) };
    },
  };
}

const StripeEvent = z.object({
  id: z.string().min(1).max(200),
  type: z.string(),
  data: z.object({
    object: z.object({ id: z.string().optional(), object: z.string(), payment_intent: z.string().nullish() }),
  }),
});

const NEWS: ReadonlyMap<string, ChargeNews['news']> = new Map([
  ['payment_intent.amount_capturable_updated', 'authorized'],
  ['payment_intent.succeeded', 'captured'],
  ['payment_intent.canceled', 'voided'],
  ['refund.created', 'refunded'],
  ['refund.updated', 'refunded'],
  ['refund.failed', 'refunded'],
  ['charge.dispute.created', 'disputed'],
  ['charge.dispute.closed', 'disputed'],
]);

function newsIn({ type, data: { object } }: z.infer<typeof StripeEvent>): ChargeNews | undefined {
  const news = NEWS.get(type);
  if (!news) return undefined;
  if (object.object === 'payment_intent') return object.id === undefined ? undefined : { charge: object.id, news };
  const { payment_intent: charge, id: reference } = object;
  return charge ? { charge, news, reference } : undefined;
}

function isSigned(stripe: Stripe, secret: string, { body, headers }: ReceivedWebhook): boolean {
  try {
    stripe.webhooks.constructEvent(Buffer.from(body), headers['stripe-signature'] ?? '', secret, TOLERANCE_SECONDS);
    return true;
  } catch {
    return false;
  }
}

const TOLERANCE_SECONDS = 300;
