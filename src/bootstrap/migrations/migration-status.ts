import { type AppliedMigration, readHistory } from './history.ts';
import type { MigrationTarget } from './migrate-up.ts';
import { MigrationError } from './migration-error.ts';
import { MIGRATIONS_DIRECTORY, type MigrationFile, readMigrations } from './migration-file.ts';
import { withOwnerSession } from './migrator-session.ts';
import { PGBOSS_VERSION, pgBossVersion } from './pgboss-schema.ts';
import { planSchema } from './schema-plan.ts';

/** Where one schema stands. */
export interface SchemaStatus {
  readonly schema: string;
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly MigrationFile[];
  /** Contract files that wait for `--contract`. */
  readonly heldBack: readonly MigrationFile[];
  /** Why nothing can be run on this schema as it is. */
  readonly problem?: MigrationError;
}

export interface MigrationStatus {
  readonly schemas: readonly SchemaStatus[];
  /** `installed` is missing where the queues were never set up; `wanted` is what this code works with. */
  readonly queues: { readonly installed: number | undefined; readonly wanted: number };
}

/** Tells what is applied, what is pending and what is wrong, and changes nothing. */
export function migrationStatus(target: MigrationTarget): Promise<MigrationStatus> {
  const { url, modules, directory = MIGRATIONS_DIRECTORY } = target;
  return withOwnerSession(url, async (session) => {
    const schemas: SchemaStatus[] = [];
    for (const schema of modules) {
      const files = await readMigrations(schema, directory);
      schemas.push(statusOf(schema, files, await readHistory(session, schema)));
    }
    return { schemas, queues: { installed: await pgBossVersion(session), wanted: PGBOSS_VERSION } };
  });
}

function statusOf(schema: string, files: readonly MigrationFile[], applied: readonly AppliedMigration[]): SchemaStatus {
  try {
    return planSchema(schema, files, applied, false);
  } catch (problem) {
    if (problem instanceof MigrationError) return { schema, applied, pending: [], heldBack: [], problem };
    throw problem;
  }
}
