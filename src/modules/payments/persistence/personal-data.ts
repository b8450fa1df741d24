import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

/** Where the module holds personal data: in the words of staff alone, for it knows neither names nor accounts. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'refunds', columns: ['reason'], onErasure: 'anonymised' },
  { table: 'payments', columns: ['user_id'], onErasure: 'kept', because: 'A random number; the books need the amounts.' },
  { table: 'erased_users', columns: ['user_id'], onErasure: 'kept', because: 'So that late messages bring nothing back.' },
];
