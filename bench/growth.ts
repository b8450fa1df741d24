import { z } from 'zod';
import { findingsOf } from './growth/findings.ts';
import { growthTrial } from './growth/growth-trial.ts';
import { runBenchmark } from './report/command.ts';

const whole = z.coerce.number().int();

await runBenchmark({
  help: `Whether a shop gets slower as it grows: orders each second and what a claim takes with no past orders, with a million (ten, by
option) and with a million messages waiting, each beside an empty shop on the same machine, in turns. About twenty
minutes; a million past orders take about 10 GB.

npm run bench -- growth [options]

  --orders N,N      how many past orders, one after the other (default 1000000; 1000000,10000000 takes hours and 100 GB)
  --messages N      how many messages wait then (default 1000000)
  --seconds N       how long each load is tried (default 15)
  --rounds N        how often, in turns with the empty shop (default 3)
  --customers N     how many come again and again, each waiting for its order (default 16)
`,
  options: {
    orders: z
      .string()
      .transform((text) => text.split(',').map(Number))
      .pipe(z.array(z.int().positive()).min(1))
      .default([1_000_000]),
    messages: whole.nonnegative().default(1_000_000),
    seconds: z.coerce.number().positive().default(15),
    rounds: whole.positive().default(3),
    customers: whole.positive().default(16),
  },
  measure: async (options, say) => findingsOf(await growthTrial({ ...options, say })),
});
