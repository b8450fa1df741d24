import { basename, join } from 'node:path';
import { z } from 'zod';
import { startProcess } from '../test/faults/harness/processes.ts';
import { type Contestant, type ContestOptions, contest } from './reads/contest.ts';
import { fillCatalogue } from './reads/fill-catalogue.ts';
import { makeCustomers } from './reads/make-customers.ts';
import { catalogueReads, customerReads, type Read } from './reads/reads-of.ts';
import { answered, type ReadOutcome, reportOf } from './reads/report-of.ts';
import { differences } from './reads/same-answers.ts';
import { runBenchmark } from './report/command.ts';
import { settingOf } from './report/setting.ts';
import { type Surroundings, withSurroundings } from './start/operated-shop.ts';

const HELP = `What the shop costs on top of its queries: products, searches, orders and dashboards, beside a handler that does nothing but
ask the same and answer the same.

npm run bench -- reads [options]

  --products N,N  sizes of the catalogue, rising (default 10000,1000000: filling takes some minutes)
  --seconds N     of each round (default 4)
  --rounds N      for each read, in turns (default 2)
  --connections N clients, each of which asks again as soon as it is answered (default 32)
  --only TEXT     reads with this in their name
  --beside DIR,DIR other checkouts of this repository, measured in the same run
`;

const SIZES = /^\d+(,\d+)*$/;

await runBenchmark({
  help: HELP,
  options: {
    products: z.string().regex(SIZES).default('10000,1000000'),
    seconds: z.coerce.number().positive().default(4),
    rounds: z.coerce.number().int().positive().default(2),
    connections: z.coerce.number().int().positive().default(32),
    only: z.string().default(''),
    beside: z.string().default(''),
  },
  measure: ({ products, only, beside, ...options }, say) =>
    withSurroundings(async (surroundings) => {
      const { owner, directory } = surroundings;
      const all = await startContestants(surroundings, beside === '' ? [] : beside.split(','));
      const customers = await makeCustomers(all[0]?.url ?? '');
      const outcomes: ReadOutcome[] = [];
      const measure = async (reads: readonly Read[], size: number) => {
        for (const read of reads.filter(({ name }) => name.includes(only))) {
          outcomes.push(await outcomeOf(all, read, { ...options, directory, products: size }));
          say(answered(outcomes.at(-1)));
        }
      };
      await measure(customerReads(customers), 0);
      for (const size of products.split(',').map(Number)) {
        await fillCatalogue(owner, size, say);
        await measure(catalogueReads(size), size);
      }
      return reportOf(outcomes, [...(await settingOf(owner)), loadOf(options)]);
    }),
});

/** The shop first, the bare handler last. */
async function startContestants(surroundings: Surroundings, checkouts: readonly string[]): Promise<readonly Contestant[]> {
  const { directory, server, start, atEnd } = surroundings;
  const shops: Contestant[] = [{ name: 'shop', ...(await start({ name: 'shop' })) }];
  for (const root of checkouts) shops.push({ name: basename(root), ...(await start({ name: basename(root), root })) });
  const file = 'bench/reads/bare-server.ts';
  const bare = await startProcess({ file, args: [server.url], log: join(directory, 'bare.log') });
  atEnd(() => bare.stop());
  return [...shops, { name: 'bare', ...bare }];
}

async function outcomeOf(
  all: readonly Contestant[],
  read: Read,
  options: ContestOptions & { readonly products: number },
): Promise<ReadOutcome> {
  const different = await differences(all, read);
  // Who answers something else need not be measured.
  const results = different.length > 0 ? [] : await contest(all, read, options);
  return { read: read.name, products: options.products, different, results };
}

function loadOf({ connections, seconds, rounds }: { connections: number; seconds: number; rounds: number }): string {
  return `closed loop of ${connections} clients in a process of their own, ${rounds} rounds of ${seconds} s for each, in turns, after a warm-up`;
}
