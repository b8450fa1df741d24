import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

const NUMBER_ONLY = 'A random number: it says that things belong to one person, and not to whom.';

/** Where the module holds personal data. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'orders', columns: ['customer_email', 'customer_name', 'shipping_address'], onErasure: 'anonymised' },
  { table: 'orders', columns: ['user_id'], onErasure: 'kept', because: NUMBER_ONLY },
  { table: 'carts', columns: ['user_id', 'lines'], onErasure: 'deleted' },
  { table: 'contacts', columns: ['email', 'name'], onErasure: 'deleted' },
  { table: 'contacts', columns: ['user_id'], onErasure: 'kept', because: NUMBER_ONLY },
  { table: 'erased_users', columns: ['user_id'], onErasure: 'kept', because: 'So that late messages bring nothing back.' },
];
