import { LastAdmin } from './errors.ts';
import { normalisedRoles, type Role } from './roles.ts';

export interface User {
  readonly id: string;
  /** Trimmed and in lower case. */
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Gapless from 1: also the sequence of the user's events. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

export function newUser({ id, email, name, roles }: NewUser, now: Date): User {
  return { id, email, name, roles: normalisedRoles(roles), version: 1, createdAt: now, updatedAt: now };
}

export interface ProfileChange {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** The very same user where the change changes nothing. */
export function changedProfile(user: User, { name = user.name, email = user.email }: ProfileChange, now: Date): User {
  if (name === user.name && email === user.email) return user;
  return { ...user, name, email, version: user.version + 1, updatedAt: now };
}

/** The very same user where the roles are what they were. `admins` are the ids of all who are admins now. */
export function changedRoles(user: User, wanted: readonly Role[], admins: readonly string[], now: Date): User {
  const roles = normalisedRoles(wanted);
  if (roles.join() === normalisedRoles(user.roles).join()) return user;
  const others = admins.filter((id) => id !== user.id);
  if (isAdmin(user) && !roles.includes('admin') && others.length === 0) throw new LastAdmin();
  return { ...user, roles, version: user.version + 1, updatedAt: now };
}

export function isAdmin({ roles }: Pick<User, 'roles'>): boolean {
  return roles.includes('admin');
}
