export const ROLES = ['customer', 'staff', 'admin'] as const;

/** What a user may be. `customer` is everybody. */
export type Role = (typeof ROLES)[number];

/** The roles in their order, each once, and `customer` always among them. */
export function normalisedRoles(roles: readonly Role[]): readonly Role[] {
  return ROLES.filter((role) => role === 'customer' || roles.includes(role));
}
