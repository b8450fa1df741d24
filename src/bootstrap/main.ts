import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { messageOf } from '#shared-kernel/errors.ts';
import { type Config, ConfigError, readConfig, variablesOf } from './config.ts';
import { greet } from './development/greet.ts';
import { openDatabase } from './development/open-database.ts';
import { seed } from './development/seed.ts';
import { type RunningServer, serve } from './http/serve.ts';
import { createLog } from './log.ts';
import { MigrationError } from './migrations/migration-error.ts';
import { modules } from './modules.ts';
import { EmbeddedPostgresError } from './postgres/embedded-error.ts';
import { type Shop, startShop } from './shop.ts';

const HELP = `Serves the shop over HTTP.

Usage: npm start [-- --help]

Everything is read from the environment. A secret can also be read from a file: NAME_FILE=/path instead of NAME.

${variablesOf(modules)
  .map(({ name, description, fallback }) => `  ${name}${fallback === undefined ? '' : ` (${fallback})`}\n      ${description}`)
  .join('\n')}
`;

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
if (values.help) process.stdout.write(HELP);
else await main().catch(refuseToStart);

async function main(): Promise<void> {
  const startedAt = performance.now();
  const config = readConfig(modules);
  const development = config.process.NODE_ENV === 'development';
  const log = createLog({ level: config.process.LOG_LEVEL, development });
  endOnBugs(log);
  const database = await openDatabase(config, modules);
  const shop = await startShop({ modules, url: database.url, config, log });
  const { HOST = development ? '127.0.0.1' : '0.0.0.0', PORT } = config.process;
  const server = await serve(shop.app, { host: HOST, port: PORT });
  stopOnSignals({ shop, server, log, config, closeDatabase: database.close });
  if (development && config.process.TESSERA_SEED === 'demo') await seed(shop);
  log.info({ url: server.url, durationMs: Math.round(performance.now() - startedAt) }, 'ready');
  if (development) await greet(server.url, config.process.TESSERA_DATA_DIR, database);
  process.stdout.write(`ready ${server.url}\n`);
}

interface Running {
  readonly shop: Shop;
  readonly server: RunningServer;
  readonly log: Logger;
  readonly config: Config;
  readonly closeDatabase: () => Promise<void>;
}

/** The first signal drains: not ready, no new work, what is under way ends. The second one ends at once. */
function stopOnSignals({ shop, server, log, config, closeDatabase }: Running): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    const deadlineMs = config.process.TESSERA_DRAIN_SECONDS * 1000;
    log.info({ signal, deadlineMs }, 'stopping');
    shop.drain();
    await server.stop(deadlineMs);
    await shop.stop(deadlineMs);
    await closeDatabase();
    log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
}

/** What nobody caught is a bug whose effects are unknown: the process ends, and another one takes its work over. */
function endOnBugs(log: Logger): void {
  const end = (kind: string) => (error: unknown) => {
    log.fatal({ err: error }, `${kind}: ${messageOf(error)}`);
    process.exit(1);
  };
  process.on('unhandledRejection', end('unhandled rejection'));
  process.on('uncaughtException', end('uncaught exception'));
}

function refuseToStart(error: unknown): never {
  const expected = error instanceof ConfigError || error instanceof MigrationError || error instanceof EmbeddedPostgresError;
  process.stderr.write(`tessera cannot start: ${expected || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
  process.exit(expected ? 2 : 1);
}
