import type { Tx } from '#shared-kernel/database/database.ts';
import { ERASED_ADDRESS, ERASED_CUSTOMER } from '../domain/erased-customer.ts';

/** What the module holds of a user. */
export const userRecords = {
  /** True while a saga of one of the user's orders needs to know who he is, or a person may. */
  async isNeeded(tx: Tx, userId: string): Promise<boolean> {
    const moving = await tx.sql`
      select 1 from orders.sagas s join orders.orders o on o.id = s.order_id
      where o.user_id = ${userId} and s.phase in ('forward', 'undoing', 'stuck') limit 1`;
    return moving.length > 0;
  },

  /** Takes names and addresses out of the user's orders, but for the country. */
  async anonymiseOrders(tx: Tx, userId: string): Promise<number> {
    const { email, name } = ERASED_CUSTOMER;
    const orders = await tx.sql`
      update orders.orders
      set customer_email = ${email}, customer_name = ${name},
        shipping_address = ${ERASED_ADDRESS}::jsonb || jsonb_build_object('country', shipping_address -> 'country')
      where user_id = ${userId} returning id`;
    return orders.length;
  },

  async removeCarts(tx: Tx, userId: string): Promise<number> {
    return (await tx.sql`delete from orders.carts where user_id = ${userId} returning id`).length;
  },

  async removeContact(tx: Tx, userId: string): Promise<number> {
    const contacts = await tx.sql`
      update orders.contacts set email = null, name = null where user_id = ${userId} and email is not null returning user_id`;
    return contacts.length;
  },
};
export type UserRecordsTable = typeof userRecords;
