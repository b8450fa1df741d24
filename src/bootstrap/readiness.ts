import { messageOf } from '#shared-kernel/errors.ts';
import type { HostedModule } from './host-modules.ts';
import type { Readiness } from './http/platform-routes.ts';
import type { Messaging } from './messaging/messaging.ts';

type Check = Readiness['checks'][number];

/** A queue poll older than this means that nothing would be delivered but by luck. */
const POLL_TOO_OLD_MS = 15_000;
const CHECK_TIMEOUT_MS = 2_000;

/** What `/ready` asks: each module's database and worker loop, and the bus. */
export async function readinessOf(hosted: readonly HostedModule[], messaging: Messaging): Promise<Readiness> {
  const checks = await Promise.all([busCheck(messaging), ...hosted.map((each) => moduleCheck(each, messaging))]);
  return { ok: checks.every(({ ok }) => ok), checks };
}

function busCheck({ state }: Messaging): Check {
  const agoMs = Date.now() - state.polledAt;
  const others = state.listening ? 'other processes are heard' : 'other processes are not heard, polling only';
  return { name: 'bus', ok: agoMs < POLL_TOO_OLD_MS, detail: `queues looked at ${agoMs} ms ago; ${others}` };
}

async function moduleCheck({ name, database }: HostedModule, messaging: Messaging): Promise<Check> {
  const { queues, inFlight, failing } = messaging.workersOf(name);
  try {
    await within(
      CHECK_TIMEOUT_MS,
      database.read((db) => db.sql`select 1`),
    );
  } catch (error) {
    return { name, ok: false, detail: messageOf(error) };
  }
  const { busy, waiting } = database.load;
  const detail = `${queues} queues, ${inFlight} units of work under way; ${busy} connections busy, ${waiting} callers waiting`;
  return failing.length > 0 ? { name, ok: false, detail: `cannot claim from ${failing.join(', ')}` } : { name, ok: true, detail };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
