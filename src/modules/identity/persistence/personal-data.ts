import type { PersonalColumns } from '#shared-kernel/personal-data/declaration.ts';

/** Where the module holds personal data. */
export const personalData: readonly PersonalColumns[] = [
  { table: 'users', columns: ['email', 'name'], onErasure: 'deleted' },
  { table: 'credentials', columns: ['user_id', 'password_hash'], onErasure: 'deleted' },
  { table: 'sessions', columns: ['user_id'], onErasure: 'deleted' },
  { table: 'sign_in_turns', columns: ['user_id', 'account', 'network'], onErasure: 'deleted' },
  { table: 'export_parts', columns: ['content'], onErasure: 'deleted' },
  { table: 'privacy_requests', columns: ['user_id'], onErasure: 'kept', because: 'The receipt of an erasure: a random number.' },
  {
    table: 'audit_events',
    columns: ['actor_id', 'subject_id'],
    onErasure: 'kept',
    because: 'Random numbers; misuse must be traceable.',
  },
];
