import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import type { QueueWebhooks } from '../use-cases/queue-webhooks.ts';
import { PUBLIC_CONTRACTS, publicEventsOf } from './public-events.ts';

export const queueWebhooksOnPublicEvent = (queue: QueueWebhooks) =>
  defineBatchSubscription({
    name: 'notifications.queue-webhooks-on-public-event',
    on: PUBLIC_CONTRACTS,
    delivery: { batchSize: 50 },
    handleMany: (tx, messages) => queue(tx, messages.flatMap(publicEventsOf)),
  });
