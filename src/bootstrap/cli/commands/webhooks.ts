import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { counted, textTable } from '../text-table.ts';

const MODULE = 'notifications';

const Deliveries = z.array(
  z.object({
    id: z.string(),
    endpointId: z.string(),
    eventType: z.string(),
    status: z.string(),
    createdAt: z.date(),
    nextAttemptAt: z.date().optional(),
    attempts: z.array(z.object({ outcome: z.string(), status: z.number().optional() })),
  }),
);

export const webhookDeliveries = defineCliCommand({
  usage: 'deliveries',
  summary: 'lists what was, or is to be, sent to webhook endpoints, newest first',
  failsWhen: 'it is asked for what failed, and some did',
  example: 'webhooks deliveries --failed',
  options: {
    '--failed': 'only what failed for good, or was missed while its endpoint was disabled',
    '--endpoint <id>': 'only those of one endpoint',
    '--limit <number>': 'at most so many (100)',
  },
  input: z.object({
    failed: z.boolean().default(false),
    endpoint: z.uuid({ error: 'must be the id of a webhook endpoint' }).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  async run({ failed, endpoint: endpointId, limit }) {
    const input = { failed, endpointId, limit };
    const deliveries = await runVerb({ module: MODULE, verb: 'list-webhook-deliveries', input, answer: Deliveries });
    const rows = deliveries.map(({ id, endpointId: to, eventType, status, createdAt, nextAttemptAt, attempts: [last] }) => [
      id,
      to,
      eventType,
      status,
      last ? `${last.outcome} ${last.status ?? ''}`.trim() : '',
      createdAt.toISOString(),
      nextAttemptAt?.toISOString() ?? '',
    ]);
    const none = failed ? 'no webhook failed' : 'nothing was sent';
    const text = textTable(['delivery', 'endpoint', 'event', 'status', 'last attempt', 'noted', 'next attempt'], rows, none);
    return { text, json: { deliveries }, problem: failed && deliveries.length > 0 };
  },
});

export const webhookReplay = defineCliCommand({
  usage: 'replay <delivery>',
  summary: 'sends a webhook again, whatever became of it, with the webhook-id that it had',
  failsWhen: 'there is no such delivery, or its endpoint is disabled',
  example: 'webhooks replay 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44',
  input: z.object({ delivery: z.uuid({ error: 'must be the id of a delivery, as `webhooks deliveries` shows it' }) }),
  async run({ delivery: deliveryId }) {
    await runVerb({ module: MODULE, verb: 'replay-webhook', input: { deliveryId }, answer: z.undefined() });
    return { text: `webhook ${deliveryId} is sent again`, json: { replayed: 1 } };
  },
});

export const webhookReplayMissed = defineCliCommand({
  usage: 'replay-missed <endpoint> <since>',
  summary: 'sends again all that an endpoint missed or refused since a time',
  failsWhen: 'there is no such endpoint, or it is disabled',
  example: 'webhooks replay-missed 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44 2026-11-20T00:00:00Z',
  input: z.object({
    endpoint: z.uuid({ error: 'must be the id of a webhook endpoint' }),
    since: z.iso.datetime({ error: 'must be a time such as 2026-11-20T00:00:00Z' }),
  }),
  async run({ endpoint: endpointId, since }, cli) {
    const input = { endpointId, since };
    const answer = z.object({ replayed: z.number() });
    const { replayed } = await runVerb({ module: MODULE, verb: 'replay-webhooks-since', input, answer }, cli);
    return { text: `${counted(replayed, 'webhook')} sent again`, json: { replayed } };
  },
});
