import { createHmac, randomBytes } from 'node:crypto';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { RevocationReason, Rotation, Session } from '../domain/session.ts';
import { revocations } from './revocations.ts';
import { secretHashOf } from './secret-hash.ts';

export interface PresentedToken {
  readonly session: Session;
  /** Where the token was exchanged for its successor. */
  readonly rotation: Rotation | undefined;
}

export const sessions = {
  /** Resolves to the first refresh token, of which only the hash is kept. */
  async open(tx: Tx, session: Session): Promise<string> {
    await tx.sql`
      insert into identity.sessions (id, user_id, started_at, idle_until, ends_at)
      values (${session.id}, ${session.userId}, ${session.startedAt}, ${session.idleUntil}, ${session.endsAt})`;
    return keep(tx, randomSecret(), session.id, session.startedAt);
  },

  /** Locks token and session, so that of two who present one token the second sees what the first did. */
  async lockByToken(tx: Tx, token: string): Promise<PresentedToken | undefined> {
    const [row] = await tx.sql<PresentedRow>`
      select s.id, s.user_id as "userId", s.started_at as "startedAt", s.idle_until as "idleUntil", s.ends_at as "endsAt",
        s.revoked_at as "revokedAt", s.successor_key as "successorKey", t.rotated_at as "rotatedAt"
      from identity.refresh_tokens t join identity.sessions s on s.id = t.session_id
      where t.token_hash = ${secretHashOf(token)}
      for update`;
    if (!row) return undefined;
    const { rotatedAt, revokedAt, successorKey, ...found } = row;
    const session = { ...found, revokedAt: revokedAt ?? undefined };
    if (rotatedAt === null) return { session, rotation: undefined };
    const successor = successorKey === null ? undefined : successorOf(token, successorKey);
    const unused = successor !== undefined && (await isUnused(tx, successor)) ? successor : undefined;
    return { session, rotation: { at: rotatedAt, unusedSuccessor: unused } };
  },

  /** Exchanges the token for its successor, which it resolves to. */
  async rotate(tx: Tx, token: string, extended: Session, now: Date): Promise<string> {
    await tx.sql`update identity.refresh_tokens set rotated_at = ${now} where token_hash = ${secretHashOf(token)}`;
    const [row] = await tx.sql<{ key: string }>`
      update identity.sessions set idle_until = ${extended.idleUntil}, successor_key = coalesce(successor_key, ${randomSecret()})
      where id = ${extended.id}
      returning successor_key as key`;
    if (!row) throw new Error('a session went while its token was locked');
    return keep(tx, successorOf(token, row.key), extended.id, now);
  },

  /** Ends the session, and the access tokens that were issued in it. */
  async revoke(tx: Tx, sessionId: string, because: RevocationReason, now: Date): Promise<void> {
    const ended = await tx.sql<{ id: string }>`
      update identity.sessions set revoked_at = ${now}, revoked_because = ${because}
      where id = ${sessionId} and revoked_at is null
      returning id`;
    await revocations.add(tx, ended, now);
  },

  /** The same for every session of the user. */
  async revokeAllOf(tx: Tx, userId: string, because: RevocationReason, now: Date): Promise<void> {
    const ended = await tx.sql<{ id: string }>`
      update identity.sessions set revoked_at = ${now}, revoked_because = ${because}
      where user_id = ${userId} and revoked_at is null
      returning id`;
    await revocations.add(tx, ended, now);
  },

  async countOf(tx: Tx, userId: string): Promise<number> {
    return (await tx.sql`select 1 from identity.sessions where user_id = ${userId}`).length;
  },

  /** Resolves to how many went: at most `limit`, so that the transaction stays short. */
  async removeEnded(tx: Tx, now: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from identity.sessions where id in (
        select id from identity.sessions where idle_until <= ${now} order by idle_until limit ${limit} for update skip locked
      ) returning id`;
    return removed.length;
  },
};

interface PresentedRow extends Omit<Session, 'revokedAt'> {
  readonly successorKey: string | null;
  readonly revokedAt: Date | null;
  readonly rotatedAt: Date | null;
}

async function keep(tx: Tx, token: string, sessionId: string, now: Date): Promise<string> {
  await tx.sql`
    insert into identity.refresh_tokens (token_hash, session_id, issued_at) values (${secretHashOf(token)}, ${sessionId}, ${now})`;
  return token;
}

async function isUnused(tx: Tx, token: string): Promise<boolean> {
  const found = await tx.sql`
    select 1 from identity.refresh_tokens where token_hash = ${secretHashOf(token)} and rotated_at is null`;
  return found.length === 1;
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The one token that can follow this one, so that it can be answered twice without being kept. Whoever has the token
 * alone cannot tell it, nor can whoever has the key alone.
 */
function successorOf(token: string, key: string): string {
  return createHmac('sha256', key).update(token).digest('base64url');
}
