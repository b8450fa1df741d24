import type { Tx } from '#shared-kernel/database/database.ts';
import { violatedConstraint } from '#shared-kernel/database/failures.ts';
import { EmailTaken } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import { revocations } from './revocations.ts';

export const users = {
  /** Throws {@link EmailTaken}, also where another transaction takes the address at this very moment. */
  async add(tx: Tx, user: User): Promise<void> {
    const added = await tx.sql`
      insert into identity.users (id, email, name, roles, version, created_at, updated_at)
      values (${user.id}, ${user.email}, ${user.name}, ${user.roles}, ${user.version}, ${user.createdAt}, ${user.updatedAt})
      on conflict (email) do nothing
      returning id`;
    if (added.length === 0) throw new EmailTaken();
  },

  async find(tx: Tx, id: string): Promise<User | undefined> {
    const [user] = await tx.sql<User>`
      select id, email, name, roles, version, created_at as "createdAt", updated_at as "updatedAt"
      from identity.users where id = ${id}`;
    return user;
  },

  async findByEmail(tx: Tx, email: string): Promise<User | undefined> {
    const [user] = await tx.sql<User>`
      select id, email, name, roles, version, created_at as "createdAt", updated_at as "updatedAt"
      from identity.users where email = ${email}`;
    return user;
  },

  /** Every change of an account takes this lock first, so that changes of one account wait for each other. */
  async lock(tx: Tx, id: string): Promise<User | undefined> {
    const [user] = await tx.sql<User>`
      select id, email, name, roles, version, created_at as "createdAt", updated_at as "updatedAt"
      from identity.users where id = ${id} for no key update`;
    return user;
  },

  /** The ids of all admins, none of whom ceases to be one before this transaction ends. Locks in order of id. */
  async lockAdmins(tx: Tx): Promise<string[]> {
    const admins = await tx.sql<{ id: string }>`
      select id from identity.users where roles @> array['admin'] order by id for no key update`;
    return admins.map(({ id }) => id);
  },

  /** Saves a user that this transaction has locked. Throws {@link EmailTaken}. */
  async save(tx: Tx, user: User): Promise<void> {
    try {
      await tx.sql`
        update identity.users
        set email = ${user.email}, name = ${user.name}, roles = ${user.roles},
          version = ${user.version}, updated_at = ${user.updatedAt}
        where id = ${user.id}`;
    } catch (error) {
      if (violatedConstraint(error) === 'users_email_unique') throw new EmailTaken();
      throw error;
    }
  },

  /** Credentials, sessions, refresh and access tokens go with the user. */
  async remove(tx: Tx, id: string, now: Date): Promise<void> {
    await revocations.add(tx, [{ id }], now);
    await tx.sql`delete from identity.users where id = ${id}`;
  },
};
