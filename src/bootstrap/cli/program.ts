import { Command } from 'commander';
import { version } from '../version.ts';
import type { Cli, CliCommand, Outcome } from './cli-command.ts';
import { auditList } from './commands/audit.ts';
import { certsDev, certsShow } from './commands/certs.ts';
import { clientCreate, clientList, clientRevoke, clientRotate } from './commands/clients.ts';
import { doctor } from './commands/doctor.ts';
import { importProducts } from './commands/import.ts';
import { reencryptKeys, rotateKeys } from './commands/keys.ts';
import { migrateLint, migratePlan, migrateStatus, migrateUp, migrateVerify } from './commands/migrate.ts';
import { moduleList, moduleShow } from './commands/module.ts';
import { moduleCopy } from './commands/module-copy.ts';
import { outboxList, outboxReplay } from './commands/outbox.ts';
import { reconcilePayments, rotateTokenKey } from './commands/payments.ts';
import { queueDead, queueList, queueRedrive } from './commands/queue.ts';
import { sagaList, sagaResolve, sagaRetry } from './commands/saga.ts';
import { rebuildStorefront } from './commands/storefront.ts';
import { topologyCheck, topologyShow } from './commands/topology.ts';
import { topologyNats } from './commands/topology-nats.ts';
import { up } from './commands/up.ts';
import { createAdmin } from './commands/users.ts';
import { webhookDeliveries, webhookReplay, webhookReplayMissed } from './commands/webhooks.ts';
import { EXIT } from './failure.ts';
import { progressOn } from './progress.ts';

export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly CliCommand[];
}

/** Every command there is. */
export const GROUPS: readonly CommandGroup[] = [
  {
    name: 'migrate',
    summary: 'brings the database up to the code, and compares the two',
    commands: [migrateStatus, migratePlan, migrateUp, migrateVerify, migrateLint],
  },
  { name: 'module', summary: 'shows what the system is made of, and moves it', commands: [moduleList, moduleShow, moduleCopy] },
  { name: 'topology', summary: 'shows where each module lives', commands: [topologyShow, topologyCheck, topologyNats] },
  { name: 'queue', summary: 'shows what waits, and what could not be handled', commands: [queueList, queueDead, queueRedrive] },
  {
    name: 'outbox',
    summary: 'shows what was said to modules in other databases, and says it again',
    commands: [outboxList, outboxReplay],
  },
  { name: 'saga', summary: 'shows and settles orders under way', commands: [sagaList, sagaRetry, sagaResolve] },
  { name: 'users', summary: 'makes accounts', commands: [createAdmin] },
  {
    name: 'clients',
    summary: 'makes and minds OAuth clients and API keys',
    commands: [clientCreate, clientList, clientRotate, clientRevoke],
  },
  { name: 'keys', summary: 'minds the keys that sign access tokens', commands: [rotateKeys, reencryptKeys] },
  {
    name: 'certs',
    summary: 'makes and shows the certificates by which processes know each other',
    commands: [certsDev, certsShow],
  },
  { name: 'audit', summary: 'shows what was done to accounts and keys', commands: [auditList] },
  {
    name: 'payments',
    summary: 'compares ledgers, replaces the key for payment tokens',
    commands: [reconcilePayments, rotateTokenKey],
  },
  { name: 'storefront', summary: 'minds what dashboards are made of', commands: [rebuildStorefront] },
  {
    name: 'webhooks',
    summary: 'shows what was sent to webhook endpoints, and sends it again',
    commands: [webhookDeliveries, webhookReplay, webhookReplayMissed],
  },
  { name: 'import', summary: 'brings catalogues in', commands: [importProducts] },
];

export const TOP_LEVEL: readonly CliCommand[] = [up, doctor];

/** The program as commander runs it. `finish` is told what a command ended with. */
export function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('tessera')
    .description('Operates a Tessera shop: its database, its queues, its orders.')
    .version(version)
    .exitOverride()
    // Said by whoever catches the error, in one line.
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', EXIT_CODES);
  for (const { name, summary, commands } of GROUPS) {
    const group = program.command(name).description(summary);
    for (const command of commands) addCommand(group, command, finish);
  }
  for (const command of TOP_LEVEL) addCommand(program, command, finish);
  return program;
}

const EXIT_CODES = `
Exit codes: 0 all is well, 1 the command failed or found a problem, 2 wrong usage or configuration.
The environment is that of the shop; DATABASE_URL names the database, and without it development uses the embedded one.
`;

function addCommand(parent: Command, spec: CliCommand, finish: (exitCode: number) => void): void {
  const command = parent.command(spec.usage).description(spec.summary);
  for (const [flags, description] of Object.entries(spec.options ?? {})) command.option(flags, description);
  command
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .addHelpText('after', `\nExample:\n  $ tessera ${spec.example}\n\nExit code 1: ${spec.failsWhen}.\n`)
    .action(async () => {
      const { json, ...options } = command.opts<{ json?: boolean }>();
      const outcome = await spec.run({ ...argumentsOf(command), ...options }, cliFor(json ?? false));
      print(outcome, json ?? false);
      finish(outcome.problem ? EXIT.problem : EXIT.ok);
    });
}

function argumentsOf({ registeredArguments, processedArgs }: Command): object {
  return Object.fromEntries(registeredArguments.map((argument, index) => [argument.name(), processedArgs[index]]));
}

function cliFor(json: boolean): Cli {
  return {
    json,
    say: (line) => void (json || process.stdout.write(`${line}\n`)),
    progress: () => progressOn(process.stderr),
  };
}

function print({ text, json: value }: Outcome, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  else if (text !== '') process.stdout.write(`${text}\n`);
}
