import { processorTime, usedBetween } from '../load/processor-time.ts';
import type { Configuration } from './configurations.ts';
import { prepare } from './run-task.ts';
import type { BenchServer } from './server.ts';

/** What working off a backlog came to. */
export interface Delivery {
  /** Rows committed in each second, after a quarter of them in which everything warms up. */
  readonly perSecond: number;
  /** Microseconds of a processor for each message. */
  readonly nodeUs: number;
  readonly postgresUs: number;
  /** What must not be: empty where each message had its effect once. */
  readonly broken: readonly string[];
}

/** Works off what is in the database `filled`, which holds `messages` of this contender, in a copy of it. */
export async function deliveryTrial(
  server: BenchServer,
  { contender, shape }: Configuration,
  { filled, messages }: { readonly filled: string; readonly messages: number },
): Promise<Delivery> {
  const name = 'bench_delivery';
  const url = await server.create(name, filled);
  const worker = await prepare({ contender, url, shape, handles: messages });
  const before = processorTime(new Map(), server.directory);
  const { processorSeconds } = await worker.go();
  const postgresSeconds = usedBetween(before, processorTime(new Map(), server.directory)).get('postgres') ?? 0;
  const written = await writtenIn(server, name, messages);
  await server.drop(name);
  return {
    perSecond: written.perSecond,
    nodeUs: (processorSeconds / messages) * 1e6,
    postgresUs: (postgresSeconds / messages) * 1e6,
    broken: written.broken.map((what) => `${contender}, ${shape.handler} ${shape.batchSize}: ${what}`),
  };
}

/** Looks at the rows themselves: what a process believes to have done is no proof. */
async function writtenIn(server: BenchServer, name: string, messages: number) {
  const [found] = await server.asOwner(
    name,
    ({ sql }) => sql<{ rows: number; different: number; seconds: number; late: number }>`
      with late as (select written_at from bench.rows order by written_at offset ${Math.floor(messages / 4)})
      select (select count(*) from bench.rows) as rows, (select count(distinct number) from bench.rows) as different,
        extract(epoch from max(written_at) - min(written_at))::float8 as seconds, count(*) as late
      from late`,
  );
  if (!found) throw new Error('a select of one row returned none');
  const { rows, different, seconds, late } = found;
  const wrong = rows !== messages || different !== messages;
  return {
    perSecond: late / seconds,
    broken: wrong ? [`${messages} messages wrote ${rows} rows, of ${different} messages`] : [],
  };
}
