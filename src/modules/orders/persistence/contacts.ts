import type { Db, Tx } from '#shared-kernel/database/database.ts';
import type { Customer } from '../domain/order.ts';

export interface ContactChange {
  readonly userId: string;
  readonly version: number;
  /** Absent where the user was erased. */
  readonly contact: Customer | undefined;
}

/** Takes over who a user is, unless what is here is as new. An erased user leaves a version and no name. */
export async function replaceContact(tx: Tx, { userId, version, contact }: ContactChange): Promise<void> {
  await tx.sql`
    insert into orders.contacts as known (user_id, version, email, name)
    values (${userId}, ${version}, ${contact?.email ?? null}, ${contact?.name ?? null})
    on conflict (user_id) do update
    set version = excluded.version, email = excluded.email, name = excluded.name
    where known.version < excluded.version`;
}

export async function findContact(db: Db, userId: string): Promise<Customer | undefined> {
  const [row] = await db.sql<Customer>`
    select email, name from orders.contacts where user_id = ${userId} and email is not null and name is not null`;
  return row;
}
