import type { Session } from '#shared-kernel/database/session.ts';
import { createHistory } from './history.ts';

/** The role under which pg-boss itself works: its claims, its maintenance, its clock. */
export const BUS_ROLE = 'bus';

interface Surroundings {
  readonly ownsDatabase: boolean;
  readonly ownsPublic: boolean;
  readonly missingRoles: readonly string[];
  readonly missingMemberships: readonly string[];
}

/** The roles, schemas and rights that every module's migrations stand on, as SQL that may be run again and again. */
export async function foundationScripts(session: Session, schemas: readonly string[]): Promise<readonly string[]> {
  const roles = [...schemas, BUS_ROLE];
  const { ownsDatabase, ownsPublic, missingRoles, missingMemberships } = await lookAround(session, roles);
  return [
    ...missingRoles.map(createRole),
    ...missingMemberships.map(joinRole),
    ...(ownsPublic ? ['revoke all on schema public from public;'] : []),
    ...(ownsDatabase ? [revokeOnDatabase] : []),
    ...schemas.map((schema) => `${schemaAndRights(schema)}${createHistory(schema)}`),
  ];
}

async function lookAround(session: Session, roles: readonly string[]): Promise<Surroundings> {
  // Since PostgreSQL 16 a member may lack the right to become the role; before it, membership was enough.
  const [server] = await session.sql<{ number: number }>`select current_setting('server_version_num')::int as number`;
  const right = (server?.number ?? 0) >= 160_000 ? 'SET' : 'MEMBER';
  const [rights] = await session.sql<{ ownsDatabase: boolean; ownsPublic: boolean }>`
    select pg_has_role(datdba, 'USAGE') as "ownsDatabase",
      coalesce((select pg_has_role(nspowner, 'USAGE') from pg_namespace where nspname = 'public'), false) as "ownsPublic"
    from pg_database where datname = current_database()`;
  const present = await session.sql<{ name: string; usable: boolean }>`
    select rolname as name, pg_has_role(oid, ${right}) as usable from pg_roles where rolname = any(${roles}::text[])`;
  const usable = new Map(present.map(({ name, usable }) => [name, usable]));
  const missingRoles = roles.filter((role) => !usable.has(role));
  const [user] = await session.sql<{
    superuser: boolean;
  }>`select rolsuper as superuser from pg_roles where rolname = current_user`;
  return {
    ownsDatabase: rights?.ownsDatabase ?? false,
    ownsPublic: rights?.ownsPublic ?? false,
    missingRoles,
    missingMemberships: user?.superuser ? [] : roles.filter((role) => !usable.get(role)),
  };
}

// Roles belong to the cluster, the migration lock to one database: another database may be creating the same role now.
const createRole = (role: string): string => `
do $$ begin
  create role ${role} nologin;
exception when duplicate_object or unique_violation then null;
end $$;`;

const joinRole = (role: string): string => `
do $$ begin
  grant ${role} to current_user;
exception when unique_violation then null;
end $$;`;

const revokeOnDatabase = `
do $$ begin
  execute format('revoke create, temporary on database %I from public', current_database());
end $$;`;

const schemaAndRights = (schema: string): string => `
create schema if not exists ${schema};
revoke all on schema ${schema} from public;
grant usage on schema ${schema} to ${schema};
grant select, insert, update, delete on all tables in schema ${schema} to ${schema};
grant usage, select on all sequences in schema ${schema} to ${schema};
alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${schema};
alter default privileges in schema ${schema} grant usage, select on sequences to ${schema};
`;
