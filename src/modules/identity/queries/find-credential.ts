import type { Db } from '#shared-kernel/database/database.ts';

/** What a password is checked against. */
export interface CredentialView {
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string;
}

export async function findCredentialByEmail(db: Db, email: string): Promise<CredentialView | undefined> {
  const [credential] = await db.sql<CredentialView>`
    select u.id as "userId", u.email, c.password_hash as "passwordHash"
    from identity.users u join identity.credentials c on c.user_id = u.id
    where u.email = ${email}`;
  return credential;
}

export async function findCredentialOf(db: Db, userId: string): Promise<CredentialView | undefined> {
  const [credential] = await db.sql<CredentialView>`
    select u.id as "userId", u.email, c.password_hash as "passwordHash"
    from identity.users u join identity.credentials c on c.user_id = u.id
    where u.id = ${userId}`;
  return credential;
}
