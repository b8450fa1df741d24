import { z } from 'zod';
import { Shape } from './contender.ts';

/** What one process of a trial is to do. */
export const Task = z.strictObject({
  contender: z.enum(['tessera', 'pg-boss', 'graphile-worker']),
  url: z.string(),
  shape: Shape,
  /** Says how many messages it sends itself, and how. */
  sends: z
    .strictObject({
      messages: z.int().positive(),
      perTransaction: z.int().positive(),
      /** Transactions at a time. */
      concurrency: z.int().positive(),
      /** Milliseconds between one transaction and the next. */
      pauseMs: z.number().nonnegative(),
    })
    .optional(),
  /** Handles until it has begun so many. */
  handles: z.int().positive().optional(),
});
export type Task = z.infer<typeof Task>;

/** What came of it. */
export const TaskReport = z.strictObject({
  /** From the first transaction's begin to the last one's commit; 0 where nothing was sent. */
  sendingSeconds: z.number(),
  /** From the sending of each message that was handled here, inside its transaction, to the beginning of its handler. */
  hopMs: z.array(z.number()),
  /** Of this process, from being ready to the end. */
  processorSeconds: z.number(),
});
export type TaskReport = z.infer<typeof TaskReport>;
