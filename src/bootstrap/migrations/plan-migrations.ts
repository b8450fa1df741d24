import { foundationScripts } from './foundation.ts';
import { readHistory } from './history.ts';
import type { MigrateUpOptions } from './migrate-up.ts';
import { MIGRATIONS_DIRECTORY, readMigrations } from './migration-file.ts';
import { withOwnerSession } from './migrator-session.ts';
import { pgBossScripts } from './pgboss-schema.ts';
import { planSchema } from './schema-plan.ts';

/** Something that `migrate up` would run now. */
export interface PlannedScript {
  /** A file of `migrations/`, or `foundation` or `queues` for what the runner itself brings. */
  readonly name: string;
  readonly sql: string;
}

/** The SQL that `migrateUp` with the same options would run, in order. Throws `MigrationError` where it would refuse. */
export function planMigrations(options: Omit<MigrateUpOptions, 'onProgress'>): Promise<readonly PlannedScript[]> {
  const { url, modules, directory = MIGRATIONS_DIRECTORY, contract = false } = options;
  return withOwnerSession(url, async (session) => {
    const foundation = await foundationScripts(session, modules);
    const queues = await pgBossScripts(session, modules);
    const scripts = [
      { name: 'foundation', sql: foundation.map((sql) => sql.trim()).join('\n') },
      { name: 'queues', sql: queues.map((sql) => sql.trim()).join('\n') },
    ];
    for (const schema of modules) {
      const { pending } = planSchema(
        schema,
        await readMigrations(schema, directory),
        await readHistory(session, schema),
        contract,
      );
      scripts.push(...pending.map(({ name, text }) => ({ name: `migrations/${schema}/${name}.sql`, sql: text })));
    }
    return scripts;
  });
}
