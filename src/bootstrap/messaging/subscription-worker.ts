import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import {
  type AnyMessage,
  type Complete,
  type HandleMessages,
  messageHandler,
  type Outcome,
} from '#shared-kernel/messaging/handling.ts';
import { unseal } from '#shared-kernel/messaging/message.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { withinCauses } from '../trace-context.ts';
import { bossInTransaction } from './boss-database.ts';
import { reclaimedJobs } from './reclaimed-jobs.ts';
import type { Complain } from './seldom.ts';
import { causesOf, tracedSubscription } from './traced-subscription.ts';
import { type ClaimedJob, Worker } from './worker.ts';

/** Raised inside a handler's transaction whose claim was given to another meanwhile: everything is undone. */
class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/** Told of messages that were handled, could not be this time, or come from a process that died with them or never came back. */
export type CountMessages = (queue: string, outcome: 'handled' | 'failed' | 'abandoned', count: number) => void;

/** What a worker tells, and to whom. */
export interface WorkerLog {
  readonly log: Log;
  readonly complain: Complain;
  readonly count: CountMessages;
}

/** Works off one subscription of a module, on that module's own connections. */
export function subscriptionWorker(
  boss: PgBoss,
  database: Database,
  subscription: Subscription,
  { log, complain, count }: WorkerLog,
): Worker {
  const { name: queue, delivery, work } = subscription;
  const traced = tracedSubscription(subscription);
  // By the message itself and not its id: two jobs may bring the same message, and both are to be settled.
  const jobOf = new WeakMap<AnyMessage, ClaimedJob>();
  const newHandler = () => messageHandler(database, traced, completing(boss, queue, jobOf));
  const handleTogether = newHandler();
  const independent = work.kind === 'call';

  const handleReclaimed = reclaimedJobs(boss, database, subscription, {
    handle: (job) => handleUnit([job], newHandler()),
    fail: (job, error) => giveBack(boss, subscription, { job, error }, log),
    abandoned: () => count(queue, 'abandoned', 1),
    log,
  });

  async function handle(jobs: readonly ClaimedJob[]): Promise<void> {
    // A message that was claimed before may have killed its process: it is never again in a batch with others.
    const fresh = jobs.filter(({ retryCount }) => retryCount === 0);
    if (fresh.length > 0) await handleUnit(fresh, handleTogether);
    await handleReclaimed(jobs.filter(({ retryCount }) => retryCount > 0));
  }

  async function handleUnit(jobs: readonly ClaimedJob[], handleMessages: HandleMessages): Promise<void> {
    const { readable, unreadable } = read(subscription, jobs);
    for (const { message, job } of readable) jobOf.set(message, job);
    const messages = readable.map(({ message }) => message);
    const outcomes = messages.length > 0 ? await withinCauses(causesOf(messages), () => handleMessages(messages)) : [];
    const failed = [...unreadable, ...failures(outcomes, jobOf)];
    count(queue, 'handled', jobs.length - failed.length);
    count(queue, 'failed', failed.length);
    for (const { job, error, causes } of failed) {
      await withinCauses(causes, () => giveBack(boss, subscription, { job, error }, log));
    }
  }

  return new Worker(boss, {
    queue,
    batchSize: delivery.batchSize,
    concurrency: independent ? delivery.batchSize * delivery.concurrency : delivery.concurrency,
    independent,
    handle,
    log,
    complain,
  });
}

async function giveBack(
  boss: PgBoss,
  { name: queue, delivery: { tries } }: Subscription,
  { job, error }: Pick<Failure, 'job' | 'error'>,
  log: Log,
): Promise<void> {
  const fields = { queue, job: job.id, attempt: job.retryCount + 1, tries, err: error };
  if (error instanceof ClaimLost) {
    log.warn(fields, 'a message was handled too slowly and given to another worker; what was done here is undone');
    return;
  }
  const last = job.retryCount + 1 >= tries;
  const next = last ? 'goes to the dead letters' : 'is tried again';
  log.warn(fields, `a message could not be handled and ${next}: ${messageOf(error)}`);
  try {
    await boss.fail(queue, job, { name: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
  } catch (failure) {
    // The claim lapses by itself, and the message is tried again.
    log.warn({ ...fields, err: failure }, 'the failure of a message could not be recorded');
  }
}

/** What pg-boss answers to `complete`, which its types leave open. */
const Settled = z.object({ affected: z.int() });

/** The job that each message came with. */
type JobOf = Pick<WeakMap<AnyMessage, ClaimedJob>, 'get'>;

interface Failure {
  readonly job: ClaimedJob;
  readonly error: unknown;
  /** Why the message was sent, as far as it could be read. */
  readonly causes: readonly Cause[];
}

function read(subscription: Subscription, jobs: readonly ClaimedJob[]) {
  const readable: { readonly job: ClaimedJob; readonly message: AnyMessage }[] = [];
  const unreadable: Failure[] = [];
  for (const job of jobs) {
    try {
      readable.push({ job, message: unseal(subscription.contracts, job.data) });
    } catch (error) {
      unreadable.push({ job, error, causes: [] });
    }
  }
  return { readable, unreadable };
}

function failures(outcomes: readonly Outcome[], jobOf: JobOf): readonly Failure[] {
  return outcomes.flatMap(({ message, error }) => {
    const job = jobOf.get(message);
    return error === undefined || job === undefined ? [] : [{ job, error, causes: [message.cause] }];
  });
}

function completing(boss: PgBoss, queue: string, jobOf: JobOf): Complete {
  return async (tx, messages) => {
    const attempts = messages.flatMap((message) => jobOf.get(message) ?? []).map(({ id, retryCount }) => ({ id, retryCount }));
    const { affected } = Settled.parse(await boss.complete(queue, attempts, undefined, { db: bossInTransaction(tx) }));
    if (affected !== attempts.length) throw new ClaimLost(`${attempts.length - affected} of ${attempts.length} claims were lost`);
  };
}
