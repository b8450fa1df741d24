import type { z } from 'zod';
import { ROLES } from '../domain/roles.ts';
import type { Profile, UserAccount } from './schemas.ts';

interface ShownUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly createdAt: Date;
}

export function profileOf({ id, email, name, createdAt }: ShownUser): z.output<typeof Profile> {
  return { id, email, name, createdAt: createdAt.toISOString() };
}

export function accountOf(user: ShownUser): z.output<typeof UserAccount> {
  return { ...profileOf(user), roles: ROLES.filter((role) => user.roles.includes(role)) };
}
