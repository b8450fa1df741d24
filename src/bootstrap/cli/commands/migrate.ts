import { z } from 'zod';
import { lintMigrations } from '../../migrations/lint-migrations.ts';
import { migrateUp as applyMigrations, type MigrationStep } from '../../migrations/migrate-up.ts';
import { type MigrationStatus, migrationStatus, type SchemaStatus } from '../../migrations/migration-status.ts';
import { planMigrations } from '../../migrations/plan-migrations.ts';
import type { OwnedSchema } from '../../migrations/schemas.ts';
import { verifyMigrations } from '../../migrations/verify-migrations.ts';
import { defineCliCommand } from '../cli-command.ts';
import { type Target, type Targets, withDatabases } from '../surroundings.ts';
import { counted, textTable } from '../text-table.ts';
import { MODULE_OPTION, SchemaName, selectedSchemas } from './module-option.ts';
import { configWith, TOPOLOGY_OPTION } from './topology.ts';

const OneModule = z.object({ module: SchemaName.optional() });
const Placed = OneModule.extend({ topology: z.string().optional() });
const WithContract = Placed.extend({ contract: z.boolean().default(false) });
const CONTRACT_OPTION = { '--contract': 'also what drops or narrows: once nothing of the previous release runs' } as const;
const OPTIONS = { ...MODULE_OPTION, ...TOPOLOGY_OPTION } as const;

const namesOf = (module: string | undefined) => selectedSchemas(module).map(({ name }) => name);

/** The schemas that are meant, of those that belong into a database. */
const schemasIn = ({ schemas }: Target, module: string | undefined) =>
  selectedSchemas(module).filter(({ name }) => schemas.includes(name));

/** The databases with such schemas, one after the other: what is said of them is in the order of the topology. */
async function inEach<T>(
  targets: Targets,
  module: string | undefined,
  work: (target: { readonly url: string; readonly modules: readonly OwnedSchema[] }) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (const target of targets) {
    const schemas = schemasIn(target, module);
    if (schemas.length > 0) results.push(await work({ url: target.url, modules: schemas }));
  }
  return results;
}

export const migrateStatus = defineCliCommand({
  usage: 'status',
  summary: 'tells what was applied, what is pending and what is wrong; changes nothing',
  failsWhen: 'something is pending, or cannot be applied',
  example: 'migrate status --module orders',
  options: OPTIONS,
  input: Placed,
  run: ({ module, topology }) =>
    withDatabases(async (targets) => {
      const status = together(await inEach(targets, module, (target) => migrationStatus(named(target))));
      const upToDate = status.queues.installed === status.queues.wanted && status.schemas.every(isUpToDate);
      return { text: statusText(status, upToDate), json: { upToDate, ...statusJson(status) }, problem: !upToDate };
    }, configWith(topology)),
});

function named({ url, modules }: { readonly url: string; readonly modules: readonly OwnedSchema[] }) {
  return { url, modules: modules.map(({ name }) => name) };
}

/** Of several databases, the queues that are furthest behind speak for all. */
function together(statuses: readonly MigrationStatus[]): MigrationStatus {
  const queues = statuses.map((status) => status.queues);
  const behind = queues.find(({ installed, wanted }) => installed !== wanted) ?? queues[0];
  if (behind === undefined) throw new Error('a topology has at least one database');
  return { schemas: statuses.flatMap(({ schemas }) => schemas), queues: behind };
}

function isUpToDate({ pending, problem }: SchemaStatus): boolean {
  return pending.length === 0 && problem === undefined;
}

function statusJson({ schemas, queues }: MigrationStatus) {
  return {
    schemas: schemas.map(({ schema, applied, pending, heldBack, problem }) => ({
      schema,
      applied: applied.map(({ name, appliedAt }) => ({ name, appliedAt })),
      pending: pending.map(({ name }) => name),
      waitingForContract: heldBack.map(({ name }) => name),
      problem: problem?.message ?? null,
    })),
    queues: { installed: queues.installed ?? null, wanted: queues.wanted },
  };
}

function statusText({ schemas, queues }: MigrationStatus, upToDate: boolean): string {
  const rows = schemas.map(({ schema, applied, pending, heldBack }) => [
    schema,
    applied.length,
    pending.length,
    heldBack.length,
    applied.at(-1)?.name ?? 'nothing yet',
  ]);
  return [
    textTable(['module', 'applied', 'pending', 'contract', 'newest'], rows, 'there are no modules'),
    `queues: pg-boss schema ${queues.installed ?? 'not installed'}, this code wants ${queues.wanted}`,
    ...schemas.flatMap(({ pending, schema }) => pending.map(({ name }) => `pending: ${schema}/${name}`)),
    ...schemas.flatMap(({ problem }) => (problem ? [`wrong: ${problem.message}`] : [])),
    upToDate ? 'up to date' : 'not up to date: tessera migrate up',
  ].join('\n');
}

export const migratePlan = defineCliCommand({
  usage: 'plan',
  summary: 'prints the SQL that `migrate up` would run now',
  failsWhen: '`migrate up` would refuse',
  example: 'migrate plan > plan.sql',
  options: { ...OPTIONS, ...CONTRACT_OPTION },
  input: WithContract,
  run: ({ module, topology, contract }) =>
    withDatabases(async (targets) => {
      const plans = await inEach(targets, module, (target) => planMigrations({ ...named(target), contract }));
      const scripts = plans.flat();
      return { text: scripts.map(({ name, sql }) => `-- ${name}\n${sql.trim()}\n`).join('\n'), json: { scripts } };
    }, configWith(topology)),
});

export const migrateUp = defineCliCommand({
  usage: 'up',
  summary: 'brings the database up to the code; safe from several processes at once, and again after a kill',
  failsWhen: 'a file was refused or failed; what was applied before it stays',
  example: 'migrate up',
  options: { ...OPTIONS, ...CONTRACT_OPTION },
  input: WithContract,
  run: ({ module, topology, contract }, cli) =>
    withDatabases(async (targets) => {
      const onProgress = ({ schema, name, durationMs }: MigrationStep) =>
        cli.say(`applied ${schema}/${name} in ${durationMs} ms`);
      const steps = await inEach(targets, module, (target) => applyMigrations({ ...named(target), contract, onProgress }));
      const applied = steps.flat();
      const text = applied.length === 0 ? 'nothing was pending' : `${counted(applied.length, 'file')} applied`;
      return { text, json: { applied } };
    }, configWith(topology)),
});

export const migrateVerify = defineCliCommand({
  usage: 'verify',
  summary: 'compares the tables that the code declares with those in the database',
  failsWhen: 'they differ',
  example: 'migrate verify --json',
  options: OPTIONS,
  input: Placed,
  run: ({ module, topology }) =>
    withDatabases(async (targets) => {
      const drifts = (await inEach(targets, module, verifyMigrations)).flat();
      const rows = drifts.map(({ schema, table, column, problem }) => [`${schema}.${table}`, column ?? '', problem]);
      const text = textTable(['table', 'column', 'difference'], rows, 'the database is as the code declares it');
      return { text, json: { drifts }, problem: drifts.length > 0 };
    }, configWith(topology)),
});

export const migrateLint = defineCliCommand({
  usage: 'lint',
  summary: 'refuses migrations that lock or drop without saying so; needs no database',
  failsWhen: 'a rule is broken',
  example: 'migrate lint',
  options: MODULE_OPTION,
  input: OneModule,
  run: async ({ module }) => {
    const all = await lintMigrations({ modules: namesOf(undefined) });
    const findings = all.filter(({ file }) => module === undefined || file.startsWith(`migrations/${module}/`));
    const rows = findings.map(({ file, line, rule, message }) => [`${file}:${line}`, rule, message]);
    const text = textTable(['where', 'rule', 'what to do'], rows, 'no migration breaks a rule');
    return { text, json: { findings }, problem: findings.length > 0 };
  },
});
