import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { listWebhookDeliveries } from '../queries/list-webhook-deliveries.ts';
import type { ReplayWebhooks } from '../use-cases/replay-webhooks.ts';

const ListInput = z.strictObject({
  failed: z.boolean().default(false),
  endpointId: z.uuid().optional(),
  limit: z.int().min(1).max(1_000).default(100),
});
const ReplayInput = z.strictObject({ deliveryId: z.uuid() });
const ReplaySinceInput = z.strictObject({ endpointId: z.uuid(), since: z.iso.datetime() });

/** What an operator asks about webhooks that were not taken, and does about them. */
export function webhookVerbs(database: Database, replay: ReplayWebhooks): readonly AdminVerb[] {
  const changing = <T>(work: Parameters<typeof database.transaction<T>>[1]) =>
    database.transaction({ correlationId: newId() }, work);
  return [
    {
      name: 'list-webhook-deliveries',
      run(input) {
        const { failed, ...filter } = ListInput.parse(input);
        return database.read((db) =>
          listWebhookDeliveries(db, { ...filter, statuses: failed ? ['failed', 'missed'] : undefined }),
        );
      },
    },
    {
      name: 'replay-webhook',
      run: (input) => changing((tx) => replay.one(tx, ReplayInput.parse(input).deliveryId)),
    },
    {
      name: 'replay-webhooks-since',
      async run(input, progress) {
        const { endpointId, since } = ReplaySinceInput.parse(input);
        const choice = { endpointId, since: new Date(since), statuses: ['failed', 'missed'] as const };
        for (let replayed = 0; ; ) {
          const { count, more } = await changing((tx) => replay.since(tx, choice));
          replayed += count;
          progress({ count: replayed });
          if (!more) return { replayed };
        }
      },
    },
  ];
}
