import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireTime } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Nothing is sent to a webhook endpoint any more until somebody enables it again: it answered `410 Gone`, or all
 * attempts failed for days (`failing`, since `failingSince`). Its sequence counts how often that happened to the
 * endpoint. May be delivered more than once.
 */
export const WebhookEndpointDisabledV1 = defineEvent(
  'notifications.webhook-endpoint-disabled.v1',
  z.strictObject({
    endpointId: z.uuid(),
    reason: z.enum(['failing', 'gone']),
    failingSince: wireTime,
  }),
);
export type WebhookEndpointDisabledV1 = EventOf<typeof WebhookEndpointDisabledV1>;
