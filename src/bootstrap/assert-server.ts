import { BUS_ROLE } from './migrations/foundation.ts';
import { withOwnerSession } from './migrations/migrator-session.ts';
import { StartError } from './start-failure.ts';

const OLDEST = 15;

/** Refuses a PostgreSQL that is older than what the migrations are written for. */
export async function assertSupportedServer(url: string): Promise<void> {
  const version = await withOwnerSession(url, async (session) => {
    const [row] = await session.sql<{ version: string }>`select current_setting('server_version') as version`;
    return row?.version ?? 'unknown';
  });
  const refusal = refusalOfServer(version);
  if (refusal !== undefined) throw new StartError(refusal);
}

/** Why a server of this version is refused, if it is: `14.9 (Debian 14.9-1)`. */
export function refusalOfServer(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= OLDEST) return undefined;
  return `DATABASE_URL leads to PostgreSQL ${version}; PostgreSQL ${OLDEST} to 18 is needed.`;
}

/** Refuses a user who may not become the roles of the modules, as whom their sessions start. */
export async function assertRolesUsable(url: string, modules: readonly string[]): Promise<void> {
  const roles = [...modules, BUS_ROLE];
  const { user, missing } = await withOwnerSession(url, async (session) => {
    // Since PostgreSQL 16 a member may lack the right to become the role; before it, membership was enough.
    const [row] = await session.sql<{ user: string; missing: readonly string[] }>`
      select session_user::text as user, coalesce(array_agg(rolname::text order by rolname) filter (where not usable), '{}') as missing
      from (
        select rolname, pg_has_role(session_user, oid,
          case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as usable
        from pg_roles where rolname = any(${roles}::text[])
      ) as needed`;
    return row ?? { user: 'unknown', missing: roles };
  });
  if (missing.length === 0) return;
  const names = missing.join(', ');
  throw new StartError(
    `The user ${user} of DATABASE_URL may not become ${names}; as an owner of these roles run: grant ${names} to ${user};`,
  );
}
