import type { MigrationTarget } from './migrate-up.ts';
import { MigrationError } from './migration-error.ts';
import { migrationStatus } from './migration-status.ts';
import { assertPgBossNotNewer } from './pgboss-schema.ts';

/**
 * Lets a server start only on the database that it was written for. Throws {@link MigrationError} where
 * files are pending, edited or unknown to this code. A contract file that waits for its flag is no hindrance.
 */
export async function assertMigrated(target: MigrationTarget): Promise<void> {
  const { schemas, queues } = await migrationStatus(target);
  for (const { problem } of schemas) if (problem) throw problem;
  assertPgBossNotNewer(queues.installed);
  const pending = schemas.flatMap((schema) => schema.pending);
  if (pending.length > 0) {
    const names = pending.map(({ schema, name }) => `${schema}/${name}`).join(', ');
    throw new MigrationError('pending', `The database is older than this code (${names}); run \`npm run admin -- migrate up\`.`);
  }
  if (queues.installed !== queues.wanted) {
    throw new MigrationError(
      'pending',
      'The queues in the database are older than this code; run `npm run admin -- migrate up`.',
    );
  }
}
