import { type MigrationStatus, migrationStatus } from '../../migrations/migration-status.ts';
import { schemasFor } from '../../migrations/schemas.ts';
import { verifyMigrations } from '../../migrations/verify-migrations.ts';
import { modules } from '../../modules.ts';
import type { Target } from '../surroundings.ts';
import { counted } from '../text-table.ts';
import { examine, type Finding } from './finding.ts';

/** Whether the database is the one that this code was written for. */
export async function examineSchema({ url, schemas: names }: Pick<Target, 'url' | 'schemas'>): Promise<readonly Finding[]> {
  const schemas = schemasFor(modules).filter(({ name }) => names.includes(name));
  const status = migrationStatus({ url, modules: schemas.map(({ name }) => name) });
  return [
    await examine('migrations', async () => migrationsFinding(await status)),
    await examine('queue schema', async () => queuesFinding((await status).queues)),
    await examine('drift', async () => {
      const drifts = await verifyMigrations({ url, modules: schemas });
      if (drifts.length === 0) return { status: 'ok', detail: 'the tables are as the code declares them' };
      return {
        status: 'problem',
        detail: `${counted(drifts.length, 'difference')} between code and database: tessera migrate verify`,
      };
    }),
  ];
}

export function migrationsFinding({ schemas }: Pick<MigrationStatus, 'schemas'>): Omit<Finding, 'check'> {
  const problems = schemas.flatMap(({ problem }) => (problem ? [problem.message] : []));
  if (problems.length > 0) return { status: 'problem', detail: problems.join('; ') };
  const pending = schemas.flatMap((schema) => schema.pending).length;
  if (pending > 0) return { status: 'problem', detail: `${counted(pending, 'migration')} pending: tessera migrate up` };
  const waiting = schemas.flatMap(({ heldBack }) => heldBack).length;
  if (waiting > 0) {
    return { status: 'warning', detail: `${counted(waiting, 'contract migration')} to be run: tessera migrate up --contract` };
  }
  return {
    status: 'ok',
    detail: `${counted(schemas.flatMap(({ applied }) => applied).length, 'migration')} applied, none pending`,
  };
}

function queuesFinding({ installed, wanted }: MigrationStatus['queues']): Omit<Finding, 'check'> {
  if (installed === wanted) return { status: 'ok', detail: `pg-boss schema ${wanted}` };
  const newer = (installed ?? 0) > wanted;
  const advice = newer ? 'deploy the newer code' : 'tessera migrate up';
  return { status: 'problem', detail: `pg-boss schema ${installed ?? 'not installed'}, this code wants ${wanted}: ${advice}` };
}
