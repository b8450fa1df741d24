import type { PgBoss, QueueOptions } from 'pg-boss';
import { DEFAULT_DELIVERY, type Delivery } from '#shared-kernel/messaging/subscription.ts';
import { UNRENEWED_CLAIM_SECONDS } from './claim-renewal.ts';
import { relayQueue, relayQueueOptions } from './relay-queues.ts';

/** A queue that this process needs, with how its jobs are retried. */
export interface QueueSpec {
  readonly name: string;
  readonly delivery: Required<Delivery>;
}

const YEAR_SECONDS = 365 * 24 * 3600;
const HOUR_SECONDS = 3600;

/** Where the messages of a queue go after the last try; they stay there until somebody decides. */
export function deadLetterQueueOf(queue: string): string {
  return `${queue}.dead`;
}

/** The queue that a dead-letter queue belongs to; undefined for any other name. */
export function queueOfDeadLetters(name: string): string | undefined {
  return name.endsWith('.dead') ? name.slice(0, -'.dead'.length) : undefined;
}

// pg-boss's own defaults lose messages: two retries at once, waiting jobs deleted after 14 days.
function optionsOf({ tries, claimSeconds }: Required<Delivery>): QueueOptions {
  return {
    retryLimit: tries - 1,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: HOUR_SECONDS,
    expireInSeconds: claimSeconds,
    // A shorter claim lapses by itself, and each renewal is a write.
    ...(claimSeconds > UNRENEWED_CLAIM_SECONDS ? { heartbeatSeconds: UNRENEWED_CLAIM_SECONDS } : {}),
    retentionSeconds: 10 * YEAR_SECONDS,
    deleteAfterSeconds: HOUR_SECONDS,
  };
}

/** Makes the queues that do not exist yet and brings the options of the others up to date. */
export async function ensureQueues(boss: PgBoss, specs: readonly QueueSpec[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  const wanted = specs.flatMap(({ name, delivery }) => [
    { name: deadLetterQueueOf(name), ...optionsOf({ ...DEFAULT_DELIVERY, ...delivery }) },
    { name, deadLetter: deadLetterQueueOf(name), ...optionsOf(delivery) },
  ]);
  for (const queue of wanted) await ensureQueue(boss, existing, queue);
}

/** The same for what these modules say to those in other databases. */
export async function ensureRelayQueues(
  boss: PgBoss,
  from: readonly { readonly name: string }[],
  to: readonly { readonly name: string }[],
): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const sender of from) {
    for (const receiver of to) {
      await ensureQueue(boss, existing, { name: relayQueue(sender.name, receiver.name), ...relayQueueOptions() });
    }
  }
}

type ExistingQueues = ReadonlyMap<string, Awaited<ReturnType<PgBoss['getQueues']>>[number]>;

async function ensureQueue(
  boss: PgBoss,
  existing: ExistingQueues,
  { name, ...options }: QueueOptions & { readonly name: string; readonly deadLetter?: string },
): Promise<void> {
  const found = existing.get(name);
  if (!found) await boss.createQueue(name, options);
  else if (Object.entries(options).some(([key, value]) => Reflect.get(found, key) !== value))
    await boss.updateQueue(name, options);
}
