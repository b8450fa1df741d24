import { SessionPool } from '#shared-kernel/database/session-pool.ts';
import { EXPIRES_AFTER_SECONDS, type Instance, InstanceMetadata } from './instance.ts';

/** What discovery takes of the server that holds `gateway`, in each process. */
export const DISCOVERY_CONNECTIONS = 1;

const WITHIN_MS = 5_000;

/** The table of instances, on a connection of its own. The time is always the database's. */
export interface InstanceRows {
  /** Those that were seen of late. */
  list(): Promise<readonly Instance[]>;
  /** Writes an instance down, or says that it still lives; who was at its address before is gone. */
  see(instance: Instance): Promise<void>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

export function instanceRows(url: string): InstanceRows {
  const pool = new SessionPool({
    size: DISCOVERY_CONNECTIONS,
    url,
    applicationName: 'tessera:discovery',
    role: 'gateway',
    searchPath: 'gateway',
    writesOutsideTransactions: true,
    statementTimeoutMs: WITHIN_MS,
    lockTimeoutMs: WITHIN_MS,
    connectTimeoutMs: WITHIN_MS,
    acquireTimeoutMs: WITHIN_MS,
    maxWaiting: 4,
  });
  return {
    list: () =>
      pool.lease(async ({ sql }) => {
        const rows = await sql<Instance>`
          select id, process, modules, address, metadata from gateway.instances
          where seen_at > now() - make_interval(secs => ${EXPIRES_AFTER_SECONDS}) order by id`;
        return rows.map((row) => ({ ...row, metadata: InstanceMetadata.catch({}).parse(row.metadata) }));
      }),
    see: ({ id, process, modules, address, metadata }) =>
      pool.lease(async ({ sql }) => {
        await sql`
          insert into gateway.instances (id, process, modules, address, metadata, seen_at)
          values (${id}, ${process}, ${modules}::text[], ${address}, ${metadata}::jsonb, now())
          on conflict (address) do update set id = excluded.id, process = excluded.process, modules = excluded.modules,
            metadata = excluded.metadata, seen_at = excluded.seen_at`;
      }),
    remove: (id) =>
      pool.lease(async ({ sql }) => {
        // With it goes whoever died without a word, long after everybody has forgotten it.
        await sql`delete from gateway.instances where id = ${id} or seen_at < now() - interval '1 hour'`;
      }),
    close: () => pool.close(),
  };
}
