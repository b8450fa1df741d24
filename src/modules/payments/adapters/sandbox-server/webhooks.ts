import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import type { LedgerLine } from './ledger.ts';

export const WebhookEndpoint = z.strictObject({
  url: z.url(),
  /** `whsec_` and the base64 of the key, as Standard Webhooks writes it. */
  secret: z.string().min(1),
});
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

export interface WebhookSender {
  /** From now on. */
  deliverTo(endpoint: WebhookEndpoint): void;
  send(line: LedgerLine): void;
  stop(): void;
}

/** Tells an endpoint of what happens to charges, as Standard Webhooks 1.0.0 says; tries again for about a minute. */
export function webhookSender(first: WebhookEndpoint | undefined, faults: Faults): WebhookSender {
  const stopping = new AbortController();
  let endpoint = first;
  return {
    deliverTo(next) {
      endpoint = next;
    },
    send({ event, charge, at }) {
      if (!endpoint || !charge || !event) return;
      const { type, reference } = event;
      const body = JSON.stringify({ type, timestamp: at, data: { charge: charge.id, reference } });
      const message = { id: `msg_${randomUUID()}`, body };
      for (const afterMs of faults.webhookDelays()) {
        void deliver(endpoint, message, { afterMs, stopping: stopping.signal }).catch(() => undefined);
      }
    },
    stop: () => stopping.abort(),
  };
}

interface Message {
  readonly id: string;
  readonly body: string;
}

interface Attempts {
  readonly afterMs: number;
  readonly stopping: AbortSignal;
}

async function deliver(endpoint: WebhookEndpoint, message: Message, { afterMs, stopping }: Attempts): Promise<void> {
  for (const waitMs of [afterMs, 1_000, 5_000, 15_000, 30_000]) {
    await pause(waitMs, undefined, { signal: stopping });
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(5_000)]);
    if (await isAccepted(endpoint, message, signal)) return;
  }
}

async function isAccepted({ url, secret }: WebhookEndpoint, { id, body }: Message, signal: AbortSignal): Promise<boolean> {
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  try {
    const { ok } = await fetch(url, { method: 'POST', headers, body, signal });
    return ok;
  } catch {
    return false;
  }
}
