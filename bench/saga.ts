import { z } from 'zod';
import { startSurroundings } from '../test/faults/harness/surroundings.ts';
import { runBenchmark } from './report/command.ts';
import { settingOf } from './report/setting.ts';
import { type Crash, crash, type Heat, heat, settledFacts } from './saga/contest.ts';
import { type Contestant, startDbos, startTessera } from './saga/contestants.ts';
import type { Facts } from './saga/facts.ts';
import { findingsOf, type Measurements } from './saga/findings.ts';

const HELP = `How fast an order is seen through its seven steps, beside the same seven steps as a DBOS workflow.

npm run bench -- saga [--seconds N] [--rounds N]

Both take the same orders over HTTP from the same load generator, in one Node process each, on one PostgreSQL with the
durability of production and on the same sandbox provider and carrier, and take turns. Both answer when the order is confirmed.
Both write the order, the hold, the payment, the reservation, the shipment, the mail and the timeline, which are counted at the
end, and both outlive SIGKILL, which is tried.

It favours DBOS: there, each step is one statement, in one schema, by hand, without compensations; the mail is only noted; and
nobody asks in each transaction whether another process has taken the workflow over. Tessera is the whole shop as it is
operated, with rate limits off. It also keeps the answer under its Idempotency-Key, seals the payment token, validates every
message twice, can undo each step, writes the mail, and tells its storefront.

  --seconds N   how long each number of customers orders (default 8)
  --rounds N    how often everything is tried (default 3)
`;

const CUSTOMERS = [1, 4, 16, 32, 64];
const WARM_UP_SECONDS = 4;

await runBenchmark({
  help: HELP,
  options: {
    seconds: z.coerce.number().positive().default(8),
    rounds: z.coerce.number().int().positive().default(3),
  },
  async measure({ seconds, rounds }, say) {
    const surroundings = await startSurroundings();
    const contestants: Contestant[] = [];
    try {
      contestants.push(await startTessera(surroundings), await startDbos(surroundings));
      const setting = await surroundings.postgres.asOwner((session) => settingOf(session));
      const measured = await contest(contestants, { seconds, rounds, directory: surroundings.directory, say });
      return findingsOf(measured, [...setting, `${seconds} s for each number of customers, ${rounds} rounds`]);
    } finally {
      for (const contestant of contestants) await contestant.close();
      await surroundings.stop({ keepFiles: false });
    }
  },
});

interface ContestOptions {
  readonly seconds: number;
  readonly rounds: number;
  readonly directory: string;
  readonly say: (line: string) => void;
}

async function contest(contestants: readonly Contestant[], { say, ...options }: ContestOptions): Promise<Measurements> {
  const { seconds, rounds, directory } = options;
  for (const contestant of contestants) await heat(contestant, { customers: 16, seconds: WARM_UP_SECONDS, directory });
  const heats: Heat[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const customers of CUSTOMERS) {
      for (const contestant of contestants) {
        const result = await heat(contestant, { customers, seconds, directory });
        say(`round ${round}: ${contestant.name}, ${customers} customers: ${result.perSecond.toFixed(0)} orders/s`);
        heats.push(result);
        // What nobody waits for, such as mails, is not to slow down the other.
        await settledFacts(contestant);
      }
    }
  }
  const crashes: Crash[] = [];
  for (const contestant of contestants) {
    say(`${contestant.name} is killed`);
    crashes.push(await crash(contestant));
  }
  const facts = new Map<Contestant['name'], Facts>();
  for (const contestant of contestants) facts.set(contestant.name, await settledFacts(contestant));
  return { heats, crashes, facts };
}
