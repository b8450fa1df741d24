import { jetstream } from '@nats-io/jetstream';
import type { PgBoss } from 'pg-boss';
import type { Database } from '#shared-kernel/database/database.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import type { Log } from '#shared-kernel/log.ts';
import { type RelayRoute, relayQueue } from '../messaging/relay-queues.ts';
import type { Complain } from '../messaging/seldom.ts';
import { type ClaimedJob, Worker } from '../messaging/worker.ts';
import { type Broker, jittered } from './broker.ts';
import { putBack } from './outbox-rows.ts';
import { type Fate, publishMessage } from './publish-message.ts';
import type { CountRelayed } from './relay-metrics.ts';

export interface RelayWorkerDeps {
  readonly boss: PgBoss;
  /** The queues under the role of the bus. */
  readonly database: Database;
  readonly broker: Broker;
  readonly log: Log;
  readonly complain: Complain;
  readonly count: CountRelayed;
}

const BATCH = 100;
const PAUSE_MS = 1_000;

/**
 * Sends what one module says to another. A message stays claimed when the broker has taken it, until its receiver says that
 * it holds it; what the broker does not take goes back into the queue, and nothing is claimed for a moment.
 */
export function relayWorker(route: RelayRoute, { boss, database, broker, log, complain, count }: RelayWorkerDeps): Worker {
  const queue = relayQueue(route.from, route.to);
  let pausedUntil = 0;

  async function handle(jobs: readonly ClaimedJob[]): Promise<void> {
    const fates = await send(jobs).catch((error: unknown) => jobs.map((): Fate => ({ kind: 'not-taken', error })));
    const of = (kind: Fate['kind']) => jobs.filter((_, index) => fates[index]?.kind === kind);
    count(route, 'sent', of('sent').length);
    count(route, 'refused', jobs.length - of('sent').length);
    for (const fate of fates) {
      if (fate.kind === 'unsendable')
        complain('a message cannot be sent as it is: it is kept and tried ever less often', fate.error, route);
      if (fate.kind === 'not-taken') complain('the broker does not take messages: they wait', fate.error, route);
    }
    if (of('not-taken').length === 0) return;
    pausedUntil = performance.now() + jittered(PAUSE_MS);
    // Where that fails, the reconciler finds them sent and not confirmed.
    await putBack(database, queue, of('not-taken')).catch((error: unknown) =>
      complain('could not put messages back', error, route),
    );
  }

  async function send(jobs: readonly ClaimedJob[]): Promise<readonly Fate[]> {
    const connection = broker.usable;
    if (connection === undefined) throw new Error('the connection to the broker was lost');
    await failpoint('relay.afterRead', queue);
    const client = jetstream(connection);
    const fates = Promise.all(jobs.map((job) => publishMessage(client, route, job)));
    await failpoint('relay.afterPublish', queue);
    await fates;
    await failpoint('relay.afterAck', queue);
    return fates;
  }

  return new Worker(boss, {
    queue,
    batchSize: BATCH,
    concurrency: 1,
    independent: false,
    mayClaim: () => broker.usable !== undefined && performance.now() >= pausedUntil,
    handle,
    log,
    complain,
  });
}
