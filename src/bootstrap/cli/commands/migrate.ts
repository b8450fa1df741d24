import { z } from 'zod';
import { lintMigrations } from '../../migrations/lint-migrations.ts';
import { migrateUp as applyMigrations } from '../../migrations/migrate-up.ts';
import { type MigrationStatus, migrationStatus, type SchemaStatus } from '../../migrations/migration-status.ts';
import { planMigrations } from '../../migrations/plan-migrations.ts';
import { verifyMigrations } from '../../migrations/verify-migrations.ts';
import { defineCliCommand } from '../cli-command.ts';
import { withDatabase } from '../surroundings.ts';
import { counted, textTable } from '../text-table.ts';
import { MODULE_OPTION, SchemaName, selectedSchemas } from './module-option.ts';

const OneModule = z.object({ module: SchemaName.optional() });
const WithContract = OneModule.extend({ contract: z.boolean().default(false) });
const CONTRACT_OPTION = { '--contract': 'also what drops or narrows: once nothing of the previous release runs' } as const;

const namesOf = (module: string | undefined) => selectedSchemas(module).map(({ name }) => name);

export const migrateStatus = defineCliCommand({
  usage: 'status',
  summary: 'tells what was applied, what is pending and what is wrong; changes nothing',
  failsWhen: 'something is pending, or cannot be applied',
  example: 'migrate status --module orders',
  options: MODULE_OPTION,
  input: OneModule,
  run: ({ module }) =>
    withDatabase(async ({ url }) => {
      const status = await migrationStatus({ url, modules: namesOf(module) });
      const upToDate = status.queues.installed === status.queues.wanted && status.schemas.every(isUpToDate);
      return { text: statusText(status, upToDate), json: { upToDate, ...statusJson(status) }, problem: !upToDate };
    }),
});

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
  options: { ...MODULE_OPTION, ...CONTRACT_OPTION },
  input: WithContract,
  run: ({ module, contract }) =>
    withDatabase(async ({ url }) => {
      const scripts = await planMigrations({ url, modules: namesOf(module), contract });
      return { text: scripts.map(({ name, sql }) => `-- ${name}\n${sql.trim()}\n`).join('\n'), json: { scripts } };
    }),
});

export const migrateUp = defineCliCommand({
  usage: 'up',
  summary: 'brings the database up to the code; safe from several processes at once, and again after a kill',
  failsWhen: 'a file was refused or failed; what was applied before it stays',
  example: 'migrate up',
  options: { ...MODULE_OPTION, ...CONTRACT_OPTION },
  input: WithContract,
  run: ({ module, contract }, cli) =>
    withDatabase(async ({ url }) => {
      const applied = await applyMigrations({
        url,
        modules: namesOf(module),
        contract,
        onProgress: ({ schema, name, durationMs }) => cli.say(`applied ${schema}/${name} in ${durationMs} ms`),
      });
      const text = applied.length === 0 ? 'nothing was pending' : `${counted(applied.length, 'file')} applied`;
      return { text, json: { applied } };
    }),
});

export const migrateVerify = defineCliCommand({
  usage: 'verify',
  summary: 'compares the tables that the code declares with those in the database',
  failsWhen: 'they differ',
  example: 'migrate verify --json',
  options: MODULE_OPTION,
  input: OneModule,
  run: ({ module }) =>
    withDatabase(async ({ url }) => {
      const drifts = await verifyMigrations({ url, modules: selectedSchemas(module) });
      const rows = drifts.map(({ schema, table, column, problem }) => [`${schema}.${table}`, column ?? '', problem]);
      const text = textTable(['table', 'column', 'difference'], rows, 'the database is as the code declares it');
      return { text, json: { drifts }, problem: drifts.length > 0 };
    }),
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
