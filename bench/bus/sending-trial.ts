import { processorTime, usedBetween } from '../load/processor-time.ts';
import { SENDERS, type Shape } from './contender.ts';
import { prepare } from './run-task.ts';
import type { BenchServer } from './server.ts';
import type { Task } from './task.ts';

/** What sending came to. */
export interface Sending {
  readonly perSecond: number;
  /** Microseconds of a processor for each message. */
  readonly nodeUs: number;
  readonly postgresUs: number;
}

const NOT_HANDLED: Shape = { handler: 'batch', batchSize: 100, concurrency: 1 };

/** Sends in transactions of `perTransaction` messages, into a new database `name`, which stays. Nobody handles them meanwhile. */
export async function sendingTrial(
  server: BenchServer,
  contender: Task['contender'],
  { name, messages, perTransaction }: { readonly name: string; readonly messages: number; readonly perTransaction: number },
): Promise<Sending> {
  const url = await server.create(name);
  const sends = { messages, perTransaction, concurrency: SENDERS, pauseMs: 0 };
  const sender = await prepare({ contender, url, shape: NOT_HANDLED, sends });
  const before = processorTime(new Map(), server.directory);
  const { sendingSeconds, processorSeconds } = await sender.go();
  const postgresSeconds = usedBetween(before, processorTime(new Map(), server.directory)).get('postgres') ?? 0;
  return {
    perSecond: messages / sendingSeconds,
    nodeUs: (processorSeconds / messages) * 1e6,
    postgresUs: (postgresSeconds / messages) * 1e6,
  };
}
