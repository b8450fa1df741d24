import type { Role } from './roles.ts';

/** A right, `<module>:read` or `<module>:write`. */
export type Scope = `${string}:${'read' | 'write'}`;

/** The rights that a user's token carries: what each role adds, sorted and without repetition. */
export function scopesOf(roles: readonly Role[]): readonly Scope[] {
  return [...new Set(roles.flatMap((role) => SCOPES[role]))].sort();
}

/** No user has these: an operator hands them to programs that serve others. */
export const SCOPES_OF_PROGRAMS: readonly Scope[] = ['tokens:read'];

const CUSTOMER: readonly Scope[] = [
  'catalog:read',
  'identity:read',
  'identity:write',
  'inventory:read',
  'notifications:read',
  'orders:read',
  'orders:write',
  'payments:read',
  'shipping:read',
];

const STAFF: readonly Scope[] = [...CUSTOMER, 'catalog:write', 'inventory:write', 'payments:write', 'shipping:write'];

const ADMIN: readonly Scope[] = [...STAFF, 'notifications:write', 'operations:read', 'platform:read', 'platform:write'];

const SCOPES: Record<Role, readonly Scope[]> = { customer: CUSTOMER, staff: STAFF, admin: ADMIN };
