import { z } from 'zod';
import { ListOf, PageQuery } from '#shared-kernel/paging.ts';

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const filter = {
  queue: z.string().min(1).max(100).optional().describe('The subscription that could not handle them.'),
  type: z.string().min(1).max(100).optional().describe('The type of their messages.'),
  subject: z.string().min(1).max(200).optional().describe('The id of what their messages are about.'),
  since: Time.optional().describe('Given up at this time or later.'),
  until: Time.optional().describe('Given up before this time.'),
};

const Name = z.string().max(1_000);
const letter = {
  id: z.uuid(),
  queue: Name,
  type: Name.nullable(),
  messageId: Name.nullable(),
  subject: Name.nullable(),
  correlationId: Name.nullable(),
  sentAt: z.iso.datetime(),
  diedAt: z.iso.datetime(),
  tries: z.int(),
  error: z.string().max(1_000_000).nullable(),
};

/** Which dead letters a list is to show. */
export const DeadLettersQuery = PageQuery.extend(filter);
export type DeadLettersQuery = z.output<typeof DeadLettersQuery>;

/** A message that was given up. Without its payload, which may hold what a list must not show. */
export const DeadLetterView = z.strictObject(letter).meta({ id: 'DeadLetter' });
export type DeadLetterView = z.output<typeof DeadLetterView>;

export const DeadLetterList = ListOf(DeadLetterView);
export type DeadLetterList = z.output<typeof DeadLetterList>;

export const WholeDeadLetterView = z.strictObject({ ...letter, message: z.unknown() }).meta({ id: 'WholeDeadLetter' });
export type WholeDeadLetterView = z.output<typeof WholeDeadLetterView>;

export const DeadLetterParams = z.strictObject({ id: z.uuid() });

export const RedrivenView = z.strictObject({ redriven: z.int(), more: z.boolean() }).meta({ id: 'Redriven' });
export type RedrivenView = z.output<typeof RedrivenView>;

export const RedriveBody = z
  .strictObject({ ...filter, ids: z.array(z.uuid()).min(1).max(1_000).optional(), all: z.literal(true).optional() })
  .refine((body) => Object.keys(body).length > 0, 'Say which: by ids, queue, type, subject, since or until, or all.')
  .meta({ examples: [{ queue: 'payments.authorize-payment' }] });
export type RedriveBody = z.output<typeof RedriveBody>;
