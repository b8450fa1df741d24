import { z } from 'zod';
import { findingsOf } from './hot-sku/findings.ts';
import { hotSkuTrial } from './hot-sku/hot-sku-trial.ts';
import { startBenchShop } from './load/bench-shop.ts';
import { runBenchmark } from './report/command.ts';

const whole = z.coerce.number().int().positive();

await runBenchmark({
  help: `A crowd that all wants the same: 1,000 buyers for one SKU, with enough of it and with too little, beside as many buyers of
100 SKUs. How many are served each second, whether those who came first are, and that nobody gets what is not there.

npm run bench -- hot-sku [options]

  --buyers N      how many come (default 1000)
  --within MS     how long it takes until all have come (default 1000)
  --pieces N      how many pieces there are where there are too few (default 200)
  --rounds N      how often each is tried, in turns (default 3)
`,
  options: {
    buyers: whole.default(1_000),
    within: z.coerce.number().nonnegative().default(1_000),
    pieces: whole.default(200),
    rounds: whole.default(3),
  },
  async measure(options, say) {
    const run = await startBenchShop();
    try {
      return findingsOf(await hotSkuTrial(run, { ...options, say }));
    } finally {
      await run.stop();
    }
  },
});
