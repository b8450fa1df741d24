import { z } from 'zod';
import { ListOf, PageQuery } from '#shared-kernel/paging.ts';
import { ALL_TYPES, PUBLIC_EVENT_TYPES, TEST_EVENT_TYPE } from '../domain/public-event.ts';
import { ATTEMPT_OUTCOMES, DELIVERY_STATUSES } from '../domain/webhook-delivery.ts';

const EventTypes = z
  .array(z.enum([...PUBLIC_EVENT_TYPES, ALL_TYPES]))
  .min(1)
  .max(PUBLIC_EVENT_TYPES.length + 1)
  .describe('What to tell; `*` is all there is, and all there will be.');
const Url = z.string().min(1).max(2_000).describe('Begins with `https://`; port 443 or 8443; on the internet.');
const Description = z.string().trim().max(200).describe('For people.');

export const CreateWebhookEndpointBody = z
  .strictObject({
    url: Url,
    eventTypes: EventTypes.default([ALL_TYPES]),
    description: Description.default(''),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'CreateWebhookEndpoint', examples: [{ url: 'https://erp.example/hooks', eventTypes: ['order.confirmed'] }] });

export const ChangeWebhookEndpointBody = z
  .strictObject({
    url: Url.optional(),
    eventTypes: EventTypes.optional(),
    description: Description.optional(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'ChangeWebhookEndpoint', examples: [{ enabled: false }] });

export const WebhookEndpoint = z
  .strictObject({
    id: z.uuid(),
    url: z.string().max(2_100),
    eventTypes: z.array(z.string().max(100)).max(100),
    description: z.string().max(200),
    enabled: z.boolean(),
    disabledBecause: z
      .enum(['requested', 'failing', 'gone'])
      .optional()
      .describe('Why nothing is sent: it was asked for, it failed for days, or it answered 410 Gone.'),
    failingSince: z.iso.datetime().optional().describe('When the first failed of the attempts that failed in a row.'),
    secrets: z
      .array(z.strictObject({ createdAt: z.iso.datetime(), endsAt: z.iso.datetime().optional() }))
      .max(5)
      .describe('Those that sign now, newest first; one with an end signs until then.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookEndpoint' });

const Secret = z.string().max(100).describe('`whsec_…`, to verify signatures with. Shown this once.');

export const NewWebhookEndpoint = WebhookEndpoint.extend({ secret: Secret }).meta({ id: 'NewWebhookEndpoint' });

export const WebhookSecret = z
  .strictObject({
    secret: Secret,
    othersEndAt: z.iso.datetime().describe('Until then the secrets of before sign too.'),
  })
  .meta({ id: 'WebhookSecret' });

export const WebhookEndpointList = ListOf(WebhookEndpoint).meta({ id: 'WebhookEndpointList' });

export const WebhookDelivery = z
  .strictObject({
    id: z.uuid(),
    endpointId: z.uuid(),
    webhookId: z.string().max(100).describe('`webhook-id`: the same for each attempt and replay.'),
    eventId: z.uuid(),
    eventType: z.enum([...PUBLIC_EVENT_TYPES, TEST_EVENT_TYPE]),
    status: z.enum(DELIVERY_STATUSES).describe('`missed`: the endpoint was disabled when it happened.'),
    createdAt: z.iso.datetime(),
    nextAttemptAt: z.iso.datetime().optional().describe('Not before then, and later while the endpoint keeps failing.'),
    endedAt: z.iso.datetime().optional(),
    attempts: z
      .array(
        z.strictObject({
          number: z.int().positive(),
          at: z.iso.datetime(),
          outcome: z.enum(ATTEMPT_OUTCOMES),
          status: z.int().optional().describe('What was answered; absent where nobody did.'),
          durationMs: z.int().nonnegative(),
        }),
      )
      .max(20)
      .describe('The latest twenty, newest first.'),
  })
  .meta({ id: 'WebhookDelivery' });

export const WebhookDeliveryList = ListOf(WebhookDelivery).meta({ id: 'WebhookDeliveryList' });

export const WebhookDeliveriesQuery = PageQuery.extend({
  status: z.enum(DELIVERY_STATUSES).optional().describe('Only those that stand so.'),
  eventType: z
    .enum([...PUBLIC_EVENT_TYPES, TEST_EVENT_TYPE])
    .optional()
    .describe('Only those of this type.'),
});

export const ReplayWebhooksBody = z
  .strictObject({
    since: z.iso.datetime().describe('Those noted at this time or later.'),
    until: z.iso.datetime().optional().describe('Those noted before this time; now where it is left out.'),
    includeDelivered: z.boolean().default(false).describe('Also what was delivered: for receivers that have lost it.'),
  })
  .meta({ id: 'ReplayWebhooks', examples: [{ since: '2026-01-15T12:00:00.000Z' }] });

export const ReplayedWebhooks = z
  .strictObject({
    count: z.int().nonnegative(),
    more: z.boolean().describe('True where some are left: ask again.'),
  })
  .meta({ id: 'ReplayedWebhooks' });

export const EndpointParams = z.object({ id: z.uuid().describe('The endpoint.') });
export const DeliveryParams = z.object({ id: z.uuid().describe('The delivery.') });
export const NoBody = z.strictObject({}).meta({ examples: [{}] });
