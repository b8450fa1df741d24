import { z } from 'zod';
import { findingsOf } from './bus/findings.ts';
import { measureAll } from './bus/measurements.ts';
import { withServer } from './bus/server.ts';
import { runBenchmark } from './report/command.ts';
import { settingOf } from './report/setting.ts';

const HELP = `How many durable messages go through the bus, and how soon is one handled, beside pg-boss and graphile-worker.

npm run bench -- bus [--messages N] [--rounds N] [--hops N]

All work on one PostgreSQL with the durability of production, in databases of their own that begin as copies of the same
backlog, and take turns. Each message writes one row, which is counted at the end. Tessera and pg-boss commit the row together
with the completion of the message; Tessera also validates it twice and marks it in the inbox, so that a second copy of the
message has no effect. graphile-worker completes its jobs after their effect, in a statement of its own. The rate leaves out
the first quarter of the rows, in which everything warms up.

  --messages N    in a backlog (default 20000)
  --rounds N      how often each delivery is tried (default 3)
  --hops N        messages that are sent one at a time (default 300)
`;

await runBenchmark({
  help: HELP,
  options: {
    messages: z.coerce.number().int().min(1_000).default(20_000),
    rounds: z.coerce.number().int().positive().default(3),
    hops: z.coerce.number().int().positive().default(300),
  },
  measure: (options, say) =>
    withServer(async (server) => {
      const setting = await server.asOwner('bench_empty', (session) => settingOf(session));
      const measured = await measureAll(server, { ...options, say });
      return findingsOf(measured, [...setting, `${options.messages} messages, ${options.rounds} rounds, ${options.hops} hops`]);
    }),
});
