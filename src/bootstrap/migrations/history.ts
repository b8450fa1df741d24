import type { Session } from '#shared-kernel/database/session.ts';
import type { Phase } from './migration-file.ts';

/** What a database says was applied to it. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly phase: Phase;
  readonly sha256: string;
  readonly appliedAt: Date;
}

// The history lies in the module's own schema, so that it goes along when the module moves to another database.
export const createHistory = (schema: string): string => `
create table if not exists ${schema}.migrations (
  version integer primary key,
  name text not null,
  phase text not null check (phase in ('expand', 'contract')),
  sha256 text not null,
  applied_at timestamptz not null default now()
);
revoke insert, update, delete on ${schema}.migrations from ${schema};
`;

/** Reads the history of a schema: empty where there is none yet. */
export async function readHistory(session: Session, schema: string): Promise<readonly AppliedMigration[]> {
  const [found] = await session.sql<{ present: boolean }>`select to_regclass(${`${schema}.migrations`}) is not null as present`;
  if (!found?.present) return [];
  const { rows } = await session.run<AppliedMigration>(
    `select version, name, phase, sha256, applied_at as "appliedAt" from ${schema}.migrations order by version`,
    [],
  );
  return rows;
}
