import { getConstructionPlans, getMigrationPlans } from 'pg-boss';
import packageJson from 'pg-boss/package.json' with { type: 'json' };
import type { Session } from '#shared-kernel/database/session.ts';
import { gatewaySchema } from '../http/gateway/rate-limits-table.ts';
import { BUS_ROLE } from './foundation.ts';
import { MigrationError } from './migration-error.ts';

/** The version of pg-boss's own schema that the installed package works with. */
export const PGBOSS_VERSION = packageJson.pgboss.schema;

/** pg-boss's own scripts that bring its schema to {@link PGBOSS_VERSION}, if any, and the rights on it. */
export async function pgBossScripts(session: Session, schemas: readonly string[]): Promise<readonly string[]> {
  const version = await pgBossVersion(session);
  assertPgBossNotNewer(version);
  // The gateway sends and hears nothing.
  const rights = [busRights, ...schemas.filter((schema) => schema !== gatewaySchema.name).map(moduleRights)];
  if (version === undefined) return [getConstructionPlans('pgboss'), ...rights];
  return version < PGBOSS_VERSION ? [getMigrationPlans('pgboss', version), ...rights] : rights;
}

/** The version of the schema in the database; nothing where it was never installed. */
export async function pgBossVersion(session: Session): Promise<number | undefined> {
  const [found] = await session.sql<{ present: boolean }>`select to_regclass('pgboss.version') is not null as present`;
  if (!found?.present) return undefined;
  const [row] = await session.sql<{ version: number }>`select version from pgboss.version`;
  return row?.version;
}

/** Refuses what an older pg-boss must not touch. */
export function assertPgBossNotNewer(version: number | undefined): void {
  if (version === undefined || version <= PGBOSS_VERSION) return;
  throw new MigrationError(
    'pgboss_newer',
    `The queues in the database are newer (pg-boss schema ${version}) than this code (${PGBOSS_VERSION}); deploy the newer code.`,
  );
}

const busRights = `
revoke all on schema pgboss from public;
revoke execute on all functions in schema pgboss from public;
grant usage on schema pgboss to ${BUS_ROLE};
grant select, insert, update, delete on all tables in schema pgboss to ${BUS_ROLE};
grant execute on all functions in schema pgboss to ${BUS_ROLE};
alter default privileges in schema pgboss grant select, insert, update, delete on tables to ${BUS_ROLE};
alter default privileges in schema pgboss grant execute on functions to ${BUS_ROLE};
`;

// A module writes jobs for its receivers and settles its own; which queues there are is the bus's business.
const moduleRights = (role: string): string => `
grant usage on schema pgboss to ${role};
grant select, insert, update, delete on pgboss.job, pgboss.job_common, pgboss.job_dependency to ${role};
grant select on pgboss.queue, pgboss.version to ${role};
grant execute on all functions in schema pgboss to ${role};
`;
