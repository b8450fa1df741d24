import type { Tx } from '#shared-kernel/database/database.ts';
import type { Client } from '../domain/client.ts';

export const clients = {
  async add(tx: Tx, { id, kind, name, scopes, version, createdAt }: Client): Promise<void> {
    await tx.sql`
      insert into identity.clients (id, kind, name, scopes, version, created_at)
      values (${id}, ${kind}, ${name}, ${scopes}, ${version}, ${createdAt})`;
  },

  /** Whatever changes a client or its secrets takes this lock first. */
  async lock(tx: Tx, id: string): Promise<Client | undefined> {
    const [row] = await tx.sql<ClientRow>`
      select id, kind, name, scopes, version, created_at as "createdAt", revoked_at as "revokedAt"
      from identity.clients where id = ${id} for no key update`;
    return row && { ...row, revokedAt: row.revokedAt ?? undefined };
  },

  async save(tx: Tx, { id, version, revokedAt }: Client): Promise<void> {
    await tx.sql`update identity.clients set version = ${version}, revoked_at = ${revokedAt ?? null} where id = ${id}`;
  },
};

interface ClientRow extends Omit<Client, 'revokedAt'> {
  readonly revokedAt: Date | null;
}
