import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerLine } from './ledger.ts';

export interface WebhookEndpoint {
  readonly url: string;
  /** `whsec_` and the base64 of the key, as Standard Webhooks writes it. */
  readonly secret: string;
}

/** Tells an endpoint of every change, signed as Standard Webhooks 1.0.0 says; tries again for about a minute. */
export function webhookSender(endpoint: WebhookEndpoint | undefined) {
  const stopping = new AbortController();
  return {
    send({ operation, charge, at }: LedgerLine): void {
      if (!endpoint || !charge) return;
      const body = JSON.stringify({ type: `charge.${operation}`, timestamp: at, data: charge });
      void deliver(endpoint, body, stopping.signal).catch(() => undefined);
    },
    stop: () => stopping.abort(),
  };
}

/** The value of `webhook-signature`. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

async function deliver({ url, secret }: WebhookEndpoint, body: string, stopping: AbortSignal): Promise<void> {
  const id = `msg_${randomUUID()}`;
  for (const waitMs of [0, 1_000, 5_000, 15_000, 30_000]) {
    await pause(waitMs, undefined, { signal: stopping });
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(secret, id, timestamp, body),
    };
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(5_000)]);
    const accepted = await fetch(url, { method: 'POST', headers, body, signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (accepted) return;
  }
}
