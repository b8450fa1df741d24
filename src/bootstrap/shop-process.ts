import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { messageOf } from '#shared-kernel/errors.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import { type Config, ConfigError, readConfig, variablesOf } from './config.ts';
import { greet } from './development/greet.ts';
import { openDatabase, type PlacedDatabase } from './development/open-database.ts';
import { seed } from './development/seed.ts';
import { endOnBugs } from './end-on-bugs.ts';
import { armFromSettings } from './failpoint-settings.ts';
import { helpText } from './help.ts';
import { type RunningServer, serve } from './http/serve.ts';
import { createLog } from './log.ts';
import { endsWithin } from './messaging/ends-within.ts';
import { modules } from './modules.ts';
import { type Shop, startShop } from './shop.ts';
import { StartError, startFailureOf } from './start-failure.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { letYoungSpaceGrow } from './young-space.ts';

try {
  if (wantsHelp()) process.stdout.write(helpText(variablesOf(modules)));
  else await main();
} catch (error) {
  const { lines, exitCode } = startFailureOf(error);
  process.stderr.write(lines.map((line) => `tessera cannot start: ${line}\n`).join(''));
  process.exit(exitCode);
}

function wantsHelp(): boolean {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values.help ?? false;
  } catch (error) {
    throw new StartError(`${messageOf(error)}; see npm start -- --help`);
  }
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const config = readConfig(modules);
  const { NODE_ENV, LOG_LEVEL, PORT, TESSERA_DATA_DIR, TESSERA_SEED, TESSERA_DRAIN_SECONDS } = config.process;
  const development = NODE_ENV === 'development';
  const { HOST = development ? '127.0.0.1' : '0.0.0.0' } = config.process;
  const log = createLog({ level: LOG_LEVEL, development });
  endOnBugs(log);
  armFromSettings(config.process.TESSERA_FAILPOINTS, log);
  assertPlaced(config);
  const database = await openDatabase(config, modules);
  const shop = await startShop({ modules, url: database.url, config, log });
  const { admission, origins, trust } = shop;
  const server = await serve(shop.app, { host: HOST, port: PORT, admission, origins, trust });
  await shop.served(server.url);
  const stop = stopInOrder({ shop, server, database, lingerMs: config.process.TESSERA_LINGER_MS });
  const stopping = stopOnSignals({ log, deadlineMs: TESSERA_DRAIN_SECONDS * 1000, stop });
  try {
    const whole = config.placement.topology === undefined;
    if (development && whole && TESSERA_SEED === 'demo') await seed(shop);
    log.info({ url: server.url, durationMs: Math.round(performance.now() - startedAt) }, 'ready');
    if (development && whole) await greet(server.url, TESSERA_DATA_DIR, database);
    letYoungSpaceGrow();
    process.stdout.write(`ready ${server.url}\n`);
  } catch (error) {
    if (!stopping.aborted) throw error;
  }
}

/** Several processes share one file: each is told which of them it is. */
function assertPlaced({ placement: { topology }, process: settings }: Config): void {
  if (topology === undefined || settings.TESSERA_PROCESS !== undefined) return;
  const names = Object.keys(topology.processes).join(', ');
  throw new ConfigError(`TESSERA_PROCESS: say which process of the topology this is: ${names}`);
}

interface Running {
  readonly shop: Shop;
  readonly server: RunningServer;
  readonly database: PlacedDatabase;
  readonly lingerMs: number;
}

/** Not ready, nothing claimed, nobody sent here; then no connection is taken; then requests and handlers end, and all is closed. */
function stopInOrder({ shop, server, database, lingerMs }: Running) {
  return async (deadlineMs: number): Promise<void> => {
    const deadline = performance.now() + deadlineMs;
    const left = () => Math.max(0, deadline - performance.now());
    shop.drain();
    await failpoint('stop.grace');
    await endsWithin(left(), shop.leave());
    await pause(Math.min(lingerMs, left()));
    await server.stop(left());
    await shop.stop(left());
    await database.close();
  };
}
