import { Webhook as StandardWebhook } from 'standardwebhooks';
import { z } from 'zod';
import type { ChargeNews } from '../domain/charge-report.ts';
import { WebhookNotVerified, WebhookUnreadable } from '../domain/errors.ts';
import type { ReceivedWebhook, WebhookReader } from '../ports/webhook-reader.ts';

/** Webhooks of the sandbox, signed as Standard Webhooks 1.0.0 says. Any of the secrets will do, so that one can follow another. */
export function sandboxWebhooks(secrets: readonly string[]): WebhookReader {
  const keys = secrets.map((secret) => new StandardWebhook(secret));
  return {
    read(received) {
      if (!keys.some((key) => isSigned(key, received))) throw new WebhookNotVerified();
      const { id, type, data } = eventIn(received);
      return { id, type, news: newsIn(type, data) };
    },
  };
}

const SandboxEvent = z.object({
  id: z.string().min(1).max(200),
  type: z.string(),
  data: z.object({ charge: z.string().min(1).optional(), reference: z.string().optional() }),
});
type EventContent = z.infer<typeof SandboxEvent>['data'];

const NEWS: ReadonlyMap<string, ChargeNews['news']> = new Map([
  ['charge.authorized', 'authorized'],
  ['charge.captured', 'captured'],
  ['charge.voided', 'voided'],
  ['refund.succeeded', 'refunded'],
  ['refund.failed', 'refunded'],
  ['dispute.opened', 'disputed'],
  ['dispute.won', 'disputed'],
  ['dispute.lost', 'disputed'],
]);

function eventIn({ body, headers }: ReceivedWebhook): z.infer<typeof SandboxEvent> {
  const { data, error } = SandboxEvent.safeParse({ ...JSON.parse(Buffer.from(body).toString()), id: headers['webhook-id'] });
  if (error) throw new WebhookUnreadable(error);
  return data;
}

function newsIn(type: string, { charge, reference }: EventContent): ChargeNews | undefined {
  const news = NEWS.get(type);
  return news && charge !== undefined ? { charge, news, reference } : undefined;
}

function isSigned(key: StandardWebhook, { body, headers }: ReceivedWebhook): boolean {
  try {
    key.verify(Buffer.from(body), { ...headers }, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
