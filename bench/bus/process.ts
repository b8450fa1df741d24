import { setTimeout as pause } from 'node:timers/promises';
import type { Contender, Note, OpenContender } from './contender.ts';
import { Task, type TaskReport } from './task.ts';

/* One process of a trial: does what the command line says, once it is told to go on standard input, and tells what came of it. */

// Each process loads the one that it tries, and nothing of the others.
const OPEN: Readonly<Record<Task['contender'], () => Promise<OpenContender>>> = {
  tessera: async () => (await import('./tessera.ts')).openTessera,
  'pg-boss': async () => (await import('./pg-boss.ts')).openPgBoss,
  'graphile-worker': async () => (await import('./graphile-worker.ts')).openGraphileWorker,
};

const { contender: name, url, shape, sends, handles } = Task.parse(JSON.parse(process.argv[2] ?? '{}'));
const hopMs: number[] = [];
const allBegun = Promise.withResolvers<void>();
const contender = await (await OPEN[name]())({ url, shape, handles: handles !== undefined, begun });
process.stdout.write('ready\n');
await new Promise((told) => process.stdin.once('data', told));
const before = process.cpuUsage();
if (handles !== undefined) await contender.deliver();
const sendingSeconds = sends === undefined ? 0 : await sendAll(contender, sends);
if (handles !== undefined) await allBegun.promise;
await contender.stop();
const { user, system } = process.cpuUsage(before);
const report: TaskReport = { sendingSeconds, hopMs, processorSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit());

function begun(notes: readonly Note[]): void {
  const now = process.hrtime.bigint();
  for (const { sentAtNs } of notes) hopMs.push(Number(now - BigInt(sentAtNs)) / 1e6);
  if (handles !== undefined && hopMs.length >= handles) allBegun.resolve();
}

async function sendAll(to: Contender, { messages, perTransaction, concurrency, pauseMs }: NonNullable<Task['sends']>) {
  const started = performance.now();
  let number = 0;
  const take = (): Note[] => {
    const sentAtNs = String(process.hrtime.bigint());
    const notes = Array.from({ length: Math.min(perTransaction, messages - number) }, (_, index) => ({
      number: number + index + 1,
      sentAtNs,
    }));
    number += notes.length;
    return notes;
  };
  const sender = async () => {
    while (number < messages) {
      if (pauseMs > 0) await pause(pauseMs);
      await to.send(take);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return (performance.now() - started) / 1_000;
}
