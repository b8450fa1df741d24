import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

/** Where the module holds personal data. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'shipments', columns: ['destination'], onErasure: 'deleted' },
  // Staff and carriers write in their own words where a parcel was left, and with whom.
  { table: 'tracking_events', columns: ['description'], onErasure: 'deleted' },
  {
    table: 'shipments',
    columns: ['user_id'],
    onErasure: 'kept',
    because: 'A random number; the address goes when the parcel arrives.',
  },
  { table: 'erased_users', columns: ['user_id'], onErasure: 'kept', because: 'So that late messages bring nothing back.' },
];
