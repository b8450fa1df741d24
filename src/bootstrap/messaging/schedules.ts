import type { PgBoss } from 'pg-boss';
import { messageOf } from '#shared-kernel/errors.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';
import { DEFAULT_DELIVERY } from '#shared-kernel/messaging/subscription.ts';
import type { Schedule } from '#shared-kernel/module.ts';
import { withinCauses } from '../trace-context.ts';
import type { QueueSpec } from './queues.ts';
import type { WorkerLog } from './subscription-worker.ts';
import { type ClaimedJob, Worker } from './worker.ts';

/** A run that fails is tried a few times; the next one comes by itself. */
const SCHEDULE_DELIVERY = { ...DEFAULT_DELIVERY, batchSize: 1, claimSeconds: 120, tries: 3 };

export function scheduleQueue({ name }: Schedule): QueueSpec {
  return { name, delivery: SCHEDULE_DELIVERY };
}

/** Writes the modules' schedules into pg-boss and takes out those of `modules` that the code no longer has. */
export async function ensureSchedules(
  boss: PgBoss,
  modules: readonly { readonly name: string }[],
  schedules: readonly Schedule[],
): Promise<void> {
  const wanted = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const existing = await boss.getSchedules();
  for (const { name } of existing) {
    if (modules.some((module) => name.startsWith(`${module.name}.`)) && !wanted.has(name)) await boss.unschedule(name);
  }
  const current = new Map(existing.map(({ name, cron }) => [name, cron]));
  for (const { name, cron } of schedules) {
    if (current.get(name) !== cron) await boss.schedule(name, cron, {}, { tz: 'UTC', missed: 'once' });
  }
}

/** Runs a schedule whenever pg-boss's cron says so, in one process at a time. */
export function scheduleWorker(boss: PgBoss, schedule: Schedule, { log, complain }: WorkerLog): Worker {
  const queue = schedule.name;
  async function handle([job]: readonly ClaimedJob[]): Promise<void> {
    if (!job) return;
    const cause = { correlationId: newId() };
    await withinCauses([cause], () => runOnce(job, cause));
  }
  async function runOnce(job: ClaimedJob, cause: Cause): Promise<void> {
    try {
      await schedule.run(cause);
      await boss.complete(queue, job);
    } catch (error) {
      log.warn({ queue, err: error }, `a scheduled run failed: ${messageOf(error)}`);
      // Where even that cannot be recorded, the claim lapses and the run is tried again.
      await boss.fail(queue, job, { message: messageOf(error) }).catch(() => undefined);
    }
  }
  return new Worker(boss, { queue, batchSize: 1, concurrency: 1, independent: false, handle, log, complain });
}
