import type { lookup } from 'node:dns';
import { createRequire } from 'node:module';
import { Webhook } from 'standardwebhooks';
import type * as undici from 'undici';
import type { Attempt, AttemptOutcome } from '../domain/webhook-delivery.ts';
import type { OutgoingWebhook, WebhookSender } from '../ports/webhook-sender.ts';
import { type AddressPolicy, ForbiddenAddress, guardedConnector, type Resolve, refusalOfUrl } from './webhook-address.ts';

export interface HttpWebhookSenderOptions extends AddressPolicy {
  /** From the lookup of the name to the status of the answer. */
  readonly timeoutMs: number;
  /** Instead of {@link lookup}: for tests. */
  readonly resolve?: Resolve;
}

/** Standard Webhooks over HTTPS, with a connection of its own for each attempt. Follows no redirect. */
export function httpWebhookSender({ timeoutMs, resolve, ...policy }: HttpWebhookSenderOptions): WebhookSender {
  let made: undici.Agent | undefined;
  const agent = () => {
    made ??= new (client().Agent)({
      connect: guardedConnector(policy, timeoutMs, resolve),
      // No connection is kept: each attempt looks up and checks the address anew.
      pipelining: 0,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxHeaderSize: MOST_BYTES,
    });
    return made;
  };
  return {
    refusalOf: (url) => refusalOfUrl(url, policy),
    async send(webhook, signal) {
      const startedAt = performance.now();
      const attempt = (outcome: AttemptOutcome, status?: number, retryAfterSeconds?: number): Attempt => ({
        outcome,
        status,
        retryAfterSeconds,
        at: webhook.at,
        durationMs: Math.round(performance.now() - startedAt),
      });
      if (refusalOfUrl(webhook.url, policy) !== undefined) return attempt('forbidden_address');
      try {
        const { status, retryAfter } = await post(webhook, agent(), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
        const asks = status === 429 || status === 503;
        return attempt(outcomeOf(status), status, asks ? secondsUntil(retryAfter, webhook.at) : undefined);
      } catch (error) {
        signal.throwIfAborted();
        return attempt(failureOf(error));
      }
    },
    close: async () => made?.destroy(),
  };
}

const require = createRequire(import.meta.url);

/** Loaded with the first webhook: a hundred files that a process at rest does without. */
function client(): typeof undici {
  return require('undici');
}

/** What is read of an answer at most, its headers and its body each: nobody looks at more than the status and `Retry-After`. */
const MOST_BYTES = 16_384;

async function post(webhook: OutgoingWebhook, dispatcher: undici.Agent, signal: AbortSignal) {
  const { url, body } = webhook;
  const {
    statusCode: status,
    headers,
    body: answer,
  } = await client().request(url, {
    method: 'POST',
    body,
    headers: headersOf(webhook),
    dispatcher,
    signal,
  });
  // The status says it all; whoever goes on talking slowly, or for long, is hung up on.
  await answer.dump({ limit: MOST_BYTES, signal }).catch(() => undefined);
  return { status, retryAfter: String(headers['retry-after'] ?? '') };
}

/** What `Retry-After` says (RFC 9110, 10.2.3), in seconds or as a date; undefined where it says nothing that makes sense. */
function secondsUntil(retryAfter: string, now: Date): number | undefined {
  const seconds = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - now.getTime()) / 1_000;
  return seconds > 0 ? seconds : undefined;
}

function headersOf({ webhookId, at, body, secrets }: OutgoingWebhook): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Tessera-Webhooks/1.0',
    'webhook-id': webhookId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(webhookId, at, body)).join(' '),
  };
}

function outcomeOf(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 300 && status < 400 ? 'redirected' : 'refused';
}

function failureOf(error: unknown): AttemptOutcome {
  if (error instanceof ForbiddenAddress) return 'forbidden_address';
  if (!(error instanceof Error)) return 'protocol';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'protocol';
}

/** By the codes of Node, OpenSSL and undici. */
const FAILURES: readonly (readonly [RegExp, AttemptOutcome])[] = [
  [/^(?:TimeoutError|ETIMEDOUT|UND_ERR_\w+_TIMEOUT)$/, 'timeout'],
  [/^(?:ENOTFOUND|ENODATA|EAI_\w+)$/, 'dns'],
  [/^(?:E(?:CONN|PIPE|HOST|NET|ADDR)\w*|UND_ERR_SOCKET)$/, 'connection'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/, 'tls'],
];
