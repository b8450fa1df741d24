import type { Session } from '#shared-kernel/database/session.ts';
import { type ConnectionLimit, readConnectionLimit } from '../../connections.ts';
import { BUS_ROLE } from '../../migrations/foundation.ts';
import { examine, type Finding } from './finding.ts';

const OLDEST_MAJOR = 15;
const NEWEST_MAJOR = 18;
const SKEW_WARNING_MS = 1_000;

/** What can be said of Postgres before anything of ours is in it. */
export async function examineServer(session: Session): Promise<readonly Finding[]> {
  return [
    await examine('server version', async () => {
      const [server] = await session.sql<{ version: string; number: number }>`
        select current_setting('server_version') as version, current_setting('server_version_num')::int as number`;
      return versionFinding(server?.version ?? '?', Math.floor((server?.number ?? 0) / 10_000));
    }),
    await examine('clock', async () => {
      const before = Date.now();
      const [answer] = await session.sql<{ now: Date }>`select clock_timestamp() as now`;
      const middle = (before + Date.now()) / 2;
      return skewFinding(Math.round((answer?.now.getTime() ?? 0) - middle));
    }),
  ];
}

export function versionFinding(version: string, major: number): Omit<Finding, 'check'> {
  const known = `PostgreSQL ${OLDEST_MAJOR} to ${NEWEST_MAJOR}`;
  if (major < OLDEST_MAJOR) return { status: 'problem', detail: `PostgreSQL ${version} is too old; use ${known}` };
  if (major > NEWEST_MAJOR) return { status: 'warning', detail: `PostgreSQL ${version} is newer than what is tested: ${known}` };
  return { status: 'ok', detail: `PostgreSQL ${version}` };
}

export function skewFinding(aheadMs: number): Omit<Finding, 'check'> {
  const apart = Math.abs(aheadMs);
  const detail = `the database's clock is ${apart} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (apart <= SKEW_WARNING_MS) return { status: 'ok', detail };
  return {
    status: 'warning',
    detail: `${detail}; the shop goes by the database's, log lines by this machine's: run NTP on both`,
  };
}

/** Whether all processes can have all of their connections, and one more while they are restarted in turn. */
export function examineConnections(session: Session, needed: number, processes: number): Promise<Finding> {
  return examine('connections', async () => connectionsFinding(await readConnectionLimit(session), needed, processes));
}

export function connectionsFinding({ count, setBy }: ConnectionLimit, needed: number, processes: number): Omit<Finding, 'check'> {
  const wanted = needed * (Math.max(processes, 1) + 1);
  const detail = `PostgreSQL gives ${count} connections (${setBy}), and a process needs up to ${needed}`;
  if (count < needed) return { status: 'problem', detail: `${detail}: allow ${wanted}` };
  if (count < wanted) return { status: 'warning', detail: `${detail}: for a rolling restart allow ${wanted}` };
  return { status: 'ok', detail };
}

/** Whether each module can become its role, has its schema, and has no other's. */
export function examineRoles(session: Session, modules: readonly string[]): Promise<Finding> {
  return examine('roles', async () => {
    const roles = [...modules, BUS_ROLE];
    const [server] = await session.sql<{ number: number }>`select current_setting('server_version_num')::int as number`;
    // Since PostgreSQL 16 a member may lack the right to become the role; before it, membership was enough.
    const right = (server?.number ?? 0) >= 160_000 ? 'SET' : 'MEMBER';
    const usable = await session.sql<{ role: string }>`
      select rolname as role from pg_roles where rolname = any(${roles}::text[]) and pg_has_role(oid, ${right})`;
    const unusable = roles.filter((role) => !usable.some((found) => found.role === role));
    const rights = await session.sql<{ role: string; schema: string }>`
      select r.rolname as role, n.nspname as schema from pg_roles r cross join pg_namespace n
      where r.rolname = any(${modules}::text[]) and n.nspname = any(${modules}::text[])
        and has_schema_privilege(r.oid, n.oid, 'USAGE')`;
    return rolesFinding(modules, unusable, rights);
  });
}

export function rolesFinding(
  modules: readonly string[],
  unusable: readonly string[],
  rights: readonly { readonly role: string; readonly schema: string }[],
): Omit<Finding, 'check'> {
  const locked = modules.filter((name) => !rights.some(({ role, schema }) => role === name && schema === name));
  const trespassing = rights.filter(({ role, schema }) => role !== schema);
  const wrong = [
    ...(unusable.length > 0
      ? [`the login user cannot become ${unusable.join(', ')}: grant it, or run migrate up as the owner`]
      : []),
    ...(locked.length > 0 ? [`no right on their own schema: ${locked.join(', ')}; run migrate up`] : []),
    ...trespassing.map(
      ({ role, schema }) => `${role} may use the schema ${schema}: revoke usage on schema ${schema} from ${role}`,
    ),
  ];
  if (wrong.length > 0) return { status: 'problem', detail: wrong.join('; ') };
  return {
    status: 'ok',
    detail: `the login user can become each of ${modules.length + 1} roles, and each keeps to its own schema`,
  };
}
