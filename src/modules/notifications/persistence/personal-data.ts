import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

const NUMBER_ONLY = 'A random number: it says that mails went to one person, and not to whom.';

/** Where the module holds personal data. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'notifications', columns: ['recipient'], onErasure: 'deleted' },
  { table: 'notifications', columns: ['user_id'], onErasure: 'kept', because: NUMBER_ONLY },
  { table: 'order_contacts', columns: ['email', 'name'], onErasure: 'deleted' },
  { table: 'order_contacts', columns: ['user_id'], onErasure: 'kept', because: NUMBER_ONLY },
  { table: 'erased_users', columns: ['user_id'], onErasure: 'kept', because: 'So that late messages bring nothing back.' },
];
