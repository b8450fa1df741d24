import { z } from 'zod';

/** What a sender asks a receiver: of these messages that it sent, which are not there? At most a page of them. */
export const Question = z.strictObject({ messages: z.array(z.tuple([z.uuid(), z.string()])).max(500) });
export type Question = z.output<typeof Question>;

/** What the receiver answers. */
export const Answer = z.object({
  /** Of those asked about: what neither was handled nor waits in a queue, for one of its subscriptions or several. */
  lacking: z.array(z.uuid()),
  /** Messages that the broker still holds for it. */
  pending: z.int(),
  /** How long the oldest of those has been there. */
  pendingSeconds: z.number(),
  /** How long its slowest queue has been waiting. */
  waitingSeconds: z.number(),
});
export type Answer = z.output<typeof Answer>;

/** As long as a question takes, its asker waits. */
export const ANSWER_WITHIN_MS = 5_000;
