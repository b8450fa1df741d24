import { z } from 'zod';
import { startBenchShop } from './load/bench-shop.ts';
import { findingsOf } from './orders/findings.ts';
import { ordersTrial } from './orders/orders-trial.ts';
import { runBenchmark } from './report/command.ts';

const positive = z.coerce.number().positive();
const Numbers = z.string().transform((text) => text.split(',').map(Number));

await runBenchmark({
  help: `Customers' whole journeys over HTTP: a list, a product, a cart with a line, and an order for whose confirmation they wait.
How many orders are settled, how long each takes and what it costs, beside what the same Postgres does with orders that are
written by hand in one statement (bench/orders/limit.sql, by pgbench: apt-get install postgresql). About five minutes.

npm run bench -- orders [options]

  --journey NAME     whole, or order: nothing but the order (default whole)
  --seconds N        how long each load and the limit are tried (default 15)
  --sustained N      how long the best load is kept up, and then 70 % of it (default 60; the target is meant with 300)
  --customers N,N    in closed loops: how many come again and again, each waiting for its order (default 1,4,16,64)
  --rates N,N        in open loops: how many come each second, however slow the answers are (default 10)
  --kinds N          how many products there are to choose from (default 100)
`,
  options: {
    journey: z.enum(['whole', 'order']).default('whole'),
    seconds: positive.default(15),
    sustained: positive.default(60),
    customers: Numbers.pipe(z.array(z.int().positive()).min(1)).default([1, 4, 16, 64]),
    rates: Numbers.pipe(z.array(z.number().positive())).default([10]),
    kinds: z.coerce.number().int().positive().default(100),
  },
  async measure(options, say) {
    const run = await startBenchShop();
    try {
      return findingsOf(await ordersTrial(run, { ...options, say }));
    } finally {
      await run.stop();
    }
  },
});
