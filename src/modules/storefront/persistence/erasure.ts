import type { Tx } from '#shared-kernel/database/database.ts';

/**
 * Removes whatever the module holds of these users, in every generation, and marks them for what is still to come.
 * The caller holds the generations alone: nobody is adding to what is removed.
 */
export async function eraseUsers(tx: Tx, userIds: readonly string[], at: Date): Promise<void> {
  await tx.sql`
    insert into storefront.erased_users (user_id, erased_at)
    select id, ${at} from unnest(${userIds}::uuid[]) as id
    on conflict do nothing`;
  await tx.sql`
    with told as (delete from storefront.facts where user_id = any(${userIds}::uuid[])),
      named as (delete from storefront.profiles where user_id = any(${userIds}::uuid[])),
      ordered as (delete from storefront.orders where user_id = any(${userIds}::uuid[])),
      shipped as (delete from storefront.shipments where user_id = any(${userIds}::uuid[]))
    delete from storefront.refunds where user_id = any(${userIds}::uuid[])`;
}

/** How many facts the dashboards of a user are made of. */
export async function countFactsOf(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }>`select count(*) from storefront.facts where user_id = ${userId}`;
  return row?.count ?? 0;
}
