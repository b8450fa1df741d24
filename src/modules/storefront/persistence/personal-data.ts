import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

/** Where the module holds personal data. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'facts', columns: ['user_id', 'body'], onErasure: 'deleted' },
  { table: 'profiles', columns: ['user_id', 'name'], onErasure: 'deleted' },
  { table: 'orders', columns: ['user_id'], onErasure: 'deleted' },
  { table: 'shipments', columns: ['user_id'], onErasure: 'deleted' },
  { table: 'refunds', columns: ['user_id'], onErasure: 'deleted' },
  { table: 'erased_users', columns: ['user_id'], onErasure: 'kept', because: 'So that late messages bring nothing back.' },
];
