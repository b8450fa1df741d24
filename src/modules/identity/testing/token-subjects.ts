import type { ClientSubject, UserSubject } from '../ports/access-tokens.ts';

export const ADA: UserSubject = {
  kind: 'user',
  id: '0197a000-0000-7000-8000-000000000001',
  version: 1,
  sessionId: '0197a000-0000-7000-8000-000000000002',
  roles: ['customer'],
  scopes: ['orders:read', 'orders:write'],
};

export const ERP: ClientSubject = {
  kind: 'client',
  id: '0197a000-0000-7000-8000-000000000003',
  version: 1,
  scopes: ['inventory:write'],
};
