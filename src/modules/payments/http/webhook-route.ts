import { z } from 'zod';
import { defineRoute } from '#shared-kernel/http.ts';
import type { ReceiveWebhook } from '../use-cases/receive-webhook.ts';

/** Loose on purpose: what else a provider says is its own business, and is not looked at. */
const WebhookBody = z
  .looseObject({ type: z.string().min(1).max(200), data: z.looseObject({}) })
  .meta({ id: 'PaymentWebhook', examples: [{ type: 'charge.captured', data: { charge: 'ch_1' } }] });
const WebhookParams = z.strictObject({ provider: z.enum(['sandbox', 'stripe']) });

const MOST_BYTES = 256 * 1024;

export const receiveWebhookRoute = ({ verify, take }: ReceiveWebhook) =>
  defineRoute({
    method: 'post',
    path: '/v1/payment-webhooks/{provider}',
    operationId: 'receivePaymentWebhook',
    summary: 'Take in what the payment provider tells',
    description:
      'For the provider alone, which signs each body: the sandbox as Standard Webhooks says, Stripe as Stripe does. What ' +
      'it says is never believed, only taken as a reason to ask it. A repetition, and a type that nobody here reads, is ' +
      'answered alike and changes nothing.',
    access: 'public',
    idempotencyKey: 'unused',
    // A provider sends in bursts what it has held back; the signature keeps everybody else out.
    bucket: 'none',
    params: WebhookParams,
    body: WebhookBody,
    rawBody: { maxBytes: MOST_BYTES },
    replies: { 204: z.undefined() },
    refusals: {
      400: ['payments.webhook_not_verified', 'payments.webhook_unreadable'],
      404: ['payments.provider_not_in_use'],
    },
    async handle({ params: { provider }, rawBody: body = new Uint8Array(), headers, log, transaction }) {
      const webhook = verify(provider, { body, headers });
      if (!webhook.news) log.info({ provider, type: webhook.type }, 'a webhook of a type that is not read');
      return transaction(async (tx) => {
        await take(tx, webhook);
        return { status: 204 as const, body: undefined };
      });
    },
  });
