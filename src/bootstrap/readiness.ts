import { messageOf } from '#shared-kernel/errors.ts';
import type { Bus } from './bus.ts';
import type { HostedModule } from './host-modules.ts';
import type { Readiness } from './http/platform-routes.ts';
import type { Messaging } from './messaging/messaging.ts';
import type { QueueWatch } from './messaging/queue-watch.ts';
import { readMigrations } from './migrations/migration-file.ts';
import type { Relay } from './relay/relay.ts';

type Check = Readiness['checks'][number];

/** A queue poll older than this means that nothing would be delivered but by luck. */
const POLL_TOO_OLD_MS = 15_000;
const CHECK_TIMEOUT_MS = 2_000;

type ReadinessDeps = Pick<Bus, 'hosted' | 'messaging' | 'queues' | 'relay'>;

/** What `/ready` asks: of each module its database, the version of its schema and its worker loop; and of the bus. */
export async function readiness({ hosted, messaging, queues, relay }: ReadinessDeps): Promise<() => Promise<Readiness>> {
  const asked = await Promise.all(hosted.map(async (module) => ({ module, wanted: await schemaVersionOf(module.name) })));
  return async () => {
    const modules = await Promise.all(asked.map((each) => moduleCheck(each, messaging)));
    const broker = relay === undefined ? [] : [brokerCheck(relay)];
    const checks = [busCheck(messaging), ...broker, deadLetterCheck(queues), ...modules];
    return { ok: checks.every(({ ok }) => ok), checks };
  };
}

/** The version that this code needs: a contract file may wait until nothing of the previous release is left. */
async function schemaVersionOf(module: string): Promise<number> {
  const files = await readMigrations(module);
  return files.findLast(({ phase }) => phase === 'expand')?.version ?? 0;
}

function busCheck({ state }: Messaging): Check {
  const { polledAgoMs: agoMs } = state;
  const others = state.listening ? 'other processes are heard' : 'other processes are not heard, polling only';
  return { name: 'bus', ok: agoMs < POLL_TOO_OLD_MS, detail: `queues looked at ${agoMs} ms ago; ${others}` };
}

/** While it is away, what is said to other databases waits in this one: the process stays ready. */
function brokerCheck({ state }: Relay): Check {
  const hearing = state.hearing.length === 0 ? 'nothing is heard yet' : `${state.hearing.join(', ')} can hear`;
  return {
    name: 'broker',
    ok: true,
    detail: state.connected ? `connected; ${hearing}` : 'away: messages to other databases wait',
  };
}

/** Somebody should look at them, but the process does its work: it stays ready. */
function deadLetterCheck({ states }: QueueWatch): Check {
  const queues = [...states.values()].filter(({ dead }) => dead > 0).map(({ queue, dead }) => `${dead} in ${queue}`);
  const detail = queues.length === 0 ? 'none' : `${queues.join(', ')}: tessera queue dead shows them`;
  return { name: 'dead letters', ok: true, detail };
}

interface AskedModule {
  readonly module: HostedModule;
  readonly wanted: number;
}

async function moduleCheck({ module: hosted, wanted }: AskedModule, messaging: Messaging): Promise<Check> {
  const { name, database } = hosted;
  const { queues, inFlight, failing } = messaging.workersOf(name);
  try {
    const [row] = await within(
      CHECK_TIMEOUT_MS,
      database.read((db) => db.sql<{ version: number }>`select coalesce(max(version), 0)::int as version from migrations`),
    );
    const version = row?.version ?? 0;
    if (version < wanted) return { name, ok: false, detail: `schema version ${version}, but this code needs ${wanted}` };
    if (failing.length > 0) return { name, ok: false, detail: `cannot claim from ${failing.join(', ')}` };
    const { busy, waiting } = database.load;
    const load = `${busy} connections busy, ${waiting} callers waiting`;
    return {
      name,
      ok: true,
      detail: `schema version ${version}; ${queues} queues, ${inFlight} units of work under way; ${load}`,
    };
  } catch (error) {
    return hangingCheck(hosted, messaging) ?? { name, ok: false, detail: messageOf(error) };
  }
}

/**
 * A module that holds all of its own connections, on a database that answers others: where the process were not ready
 * for that, one module that hangs would take all others down with it.
 */
function hangingCheck({ name, module, database }: HostedModule, { state }: Messaging): Check | undefined {
  const { busy, waiting } = database.load;
  if (busy < module.pool.size || state.polledAgoMs >= CHECK_TIMEOUT_MS) return undefined;
  return {
    name,
    ok: true,
    detail: `all of its ${busy} connections are busy, ${waiting} callers waiting; the other modules go on`,
  };
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
