import { messageOf } from '#shared-kernel/errors.ts';
import { generatedScenario } from './demo/generated/generated-scenario.ts';
import { olistScenario } from './demo/olist/olist-scenario.ts';
import { HELP, type Options, readOptions, UsageError } from './demo/options.ts';
import { progressOn } from './demo/progress.ts';
import { render } from './demo/report/report.ts';
import { runScenario } from './demo/run-scenario.ts';
import type { Scenario } from './demo/scenario.ts';
import { openShop } from './demo/shop/open-shop.ts';
import { reconcilerOf } from './demo/shop/reconcile.ts';
import type { RunningShop } from './demo/shop/running-shop.ts';
import { openShopApi } from './demo/shop/shop-api.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else await demo(options);
} catch (error) {
  process.stderr.write(`demo: ${messageOf(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function demo(options: Options): Promise<void> {
  const scenario = await scenarioFor(options);
  const shop = await openShop({
    url: options.url,
    email: options.email ?? process.env.TESSERA_ADMIN_EMAIL,
    password: options.password ?? process.env.TESSERA_ADMIN_PASSWORD,
    dataDirectory: process.env.TESSERA_DATA_DIR ?? '.tessera',
    databaseUrl: process.env.DATABASE_URL,
    say,
  });
  const forget = closeOnSignals(shop);
  try {
    await run(shop, scenario, options);
  } finally {
    forget();
    await shop.close();
  }
}

function scenarioFor({ olist, limit, catalog: catalogue, ...options }: Options): Promise<Scenario> {
  return olist === undefined ? generatedScenario({ catalogue, ...options }) : olistScenario(olist, { limit, ship: options.ship });
}

async function run(shop: RunningShop, scenario: Scenario, { concurrency, json }: Options): Promise<void> {
  const api = await openShopApi(shop.url, shop.signIn);
  const reconcile = reconcilerOf(shop);
  if (!reconcile) say('The ledger of the payment provider is not at hand, so it is not compared: set TESSERA_DATA_DIR.');
  const report = await runScenario(api, scenario, { concurrency, progress: progressOn(process.stderr), reconcile });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : render(report));
  if (!report.addsUp) process.exitCode = 1;
}

/** Standard output belongs to the report. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A shop that was started for the demo must not outlive it. */
function closeOnSignals(shop: RunningShop): () => void {
  const close = () => void shop.close().finally(() => process.exit(130));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, close);
  return () => signals.forEach((signal) => void process.off(signal, close));
}
