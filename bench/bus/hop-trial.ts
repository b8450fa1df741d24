import type { Configuration } from './configurations.ts';
import { prepare } from './run-task.ts';
import type { BenchServer } from './server.ts';

/** At first, statements are prepared and code is compiled. */
const WARM_UP = 50;
const PAUSE_MS = 20;

/** Whether who sends is also who handles. */
export type Places = 'one process' | 'two processes';

/**
 * Sends one message at a time, with nothing else going on. Resolves to the milliseconds that each took from the call that
 * sends it, inside its transaction, to the first line of its handler: the commit with its sync to disk, waking up, the claim.
 */
export async function hopTrial(
  server: BenchServer,
  { contender, shape }: Configuration,
  { places, hops }: { readonly places: Places; readonly hops: number },
): Promise<readonly number[]> {
  const name = 'bench_hop';
  const url = await server.create(name);
  const messages = hops + WARM_UP;
  const sends = { messages, perTransaction: 1, concurrency: 1, pauseMs: PAUSE_MS };
  const task = { contender, url, shape };
  const tasks =
    places === 'one process'
      ? [{ ...task, sends, handles: messages }]
      : [
          { ...task, handles: messages },
          { ...task, sends },
        ];
  const processes = [];
  for (const each of tasks) processes.push(await prepare(each));
  const reports = await Promise.all(processes.map((process) => process.go()));
  await server.drop(name);
  return reports.flatMap(({ hopMs }) => hopMs.slice(WARM_UP));
}
