import { sqlState } from '#shared-kernel/database/failures.ts';
import type { Session } from '#shared-kernel/database/session.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import { failpoint } from '#shared-kernel/failpoints.ts';
import { foundationScripts } from './foundation.ts';
import { readHistory } from './history.ts';
import { MigrationError } from './migration-error.ts';
import { MIGRATIONS_DIRECTORY, type MigrationFile, readMigrations } from './migration-file.ts';
import { withMigrationLock, withOwnerSession } from './migrator-session.ts';
import { pgBossScripts } from './pgboss-schema.ts';
import { planSchema } from './schema-plan.ts';
import { splitStatements } from './statements.ts';

export interface MigrationTarget {
  /** The database, as the user who owns its schemas and may create roles. */
  readonly url: string;
  /** The names of the modules that live in this database. */
  readonly modules: readonly string[];
  readonly directory?: string;
}

export interface MigrateUpOptions extends MigrationTarget {
  /** Also runs the contract files: only when nothing of the previous release is left running. */
  readonly contract?: boolean;
  /** Called after each file that was applied. */
  readonly onProgress?: (done: MigrationStep) => void;
}

export interface MigrationStep {
  readonly schema: string;
  readonly name: string;
  readonly durationMs: number;
}

/**
 * Brings a database up to the code: roles, schemas, rights, queues, then every pending file, each whole
 * together with its line in the history. May be run by several processes at once and again after a kill.
 * Throws {@link MigrationError}; what was applied before it stays applied.
 */
export function migrateUp(options: MigrateUpOptions): Promise<readonly MigrationStep[]> {
  return withOwnerSession(options.url, (session) => withMigrationLock(session, () => migrate(session, options)));
}

async function migrate(session: Session, options: MigrateUpOptions): Promise<readonly MigrationStep[]> {
  const { modules, directory = MIGRATIONS_DIRECTORY, contract = false, onProgress } = options;
  const files = new Map<string, readonly MigrationFile[]>();
  for (const schema of modules) files.set(schema, await readMigrations(schema, directory));
  const plans = [];
  for (const [schema, its] of files) plans.push(planSchema(schema, its, await readHistory(session, schema), contract));
  await layFoundation(session, modules);
  const steps: MigrationStep[] = [];
  for (const file of plans.flatMap(({ pending }) => pending)) {
    const startedAt = performance.now();
    await apply(session, file);
    const step = { schema: file.schema, name: file.name, durationMs: Math.round(performance.now() - startedAt) };
    steps.push(step);
    onProgress?.(step);
  }
  return steps;
}

async function layFoundation(session: Session, modules: readonly string[]): Promise<void> {
  try {
    for (const script of await foundationScripts(session, modules)) await session.run(script);
    for (const script of await pgBossScripts(session, modules)) await session.run(script);
  } catch (error) {
    if (error instanceof MigrationError || sqlState(error) === undefined) throw error;
    const denied = sqlState(error) === '42501';
    const advice = denied ? 'use an owner of the database with CREATEROLE in DATABASE_URL.' : 'nothing of this step was kept.';
    throw new MigrationError(denied ? 'missing_right' : 'failed', `Roles and schemas: ${messageOf(error)}; ${advice}`, error);
  }
}

async function apply(session: Session, file: MigrationFile): Promise<void> {
  const statements = splitStatements(file.text);
  const concurrent = statements.some(({ words }) => / concurrently /.test(` ${words} `));
  try {
    if (concurrent) await applyConcurrently(session, file);
    else await applyWhole(session, file);
  } catch (error) {
    throw failureOf(file, error);
  }
}

async function applyWhole(session: Session, file: MigrationFile): Promise<void> {
  await session.run(`begin; ${scriptOf(file)}`);
  await failpoint('boot.midMigration', `${file.schema}/${file.name}`);
  await session.run('commit');
}

function scriptOf(file: MigrationFile): string {
  return `set local search_path = ${file.schema};\n${file.text}\n;${historyRow(file)}`;
}

// Not in a transaction, as Postgres demands: after a kill the file runs again, so what it left unfinished goes first.
async function applyConcurrently(session: Session, file: MigrationFile): Promise<void> {
  const invalid = await session.sql<{ name: string }>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where not i.indisvalid and n.nspname = ${file.schema}`;
  for (const { name } of invalid) await session.run(`drop index concurrently ${name}`);
  for (const { text } of splitStatements(file.text)) await session.run(text);
  await session.run(historyRow(file));
}

// Names and hashes are made of letters, digits and underscores only: see `parseMigration`.
function historyRow({ schema, version, name, phase, sha256 }: MigrationFile): string {
  return `insert into ${schema}.migrations (version, name, phase, sha256) values (${version}, '${name}', '${phase}', '${sha256}');`;
}

function failureOf(file: MigrationFile, error: unknown): unknown {
  const path = `migrations/${file.schema}/${file.name}.sql`;
  if (sqlState(error) === '55P03') {
    return new MigrationError(
      'lock_timeout',
      `${path}: a table stayed locked by others; nothing was changed, run it again.`,
      error,
    );
  }
  return new MigrationError('failed', `${path}: ${messageOf(error)}; nothing of this file was kept.`, error);
}
