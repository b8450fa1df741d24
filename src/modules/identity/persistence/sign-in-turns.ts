import type { Tx } from '#shared-kernel/database/database.ts';
import type { AccountTurns, SignInAttempt, Turns } from '../domain/sign-in-turn.ts';
import { secretHashOf } from './secret-hash.ts';

const EVERYWHERE = '*';

/** Kept under hashes: the table is no list of who tried to sign in, or from where. */
export const signInTurns = {
  /** Locked until the transaction ends, so that two attempts count as two. The same work for an account that is not there. */
  async lock(tx: Tx, attempt: SignInAttempt, now: Date): Promise<AccountTurns> {
    const { account, network } = hashed(attempt);
    await tx.sql`
      insert into identity.sign_in_turns (account, network, failures, failed_at, delayed_until)
      values (${account}, ${EVERYWHERE}, 0, ${now}, ${now}), (${account}, ${network}, 0, ${now}, ${now})
      on conflict do nothing`;
    const rows = await tx.sql<TurnsRow>`
      select network, failures, failed_at as "failedAt", delayed_until as "delayedUntil", trusted_until as "trustedUntil"
      from identity.sign_in_turns where account = ${account} and network = any(${[EVERYWHERE, network]}::text[])
      order by network for update`;
    return { network: turnsIn(rows, network), everywhere: turnsIn(rows, EVERYWHERE) };
  },

  async save(tx: Tx, attempt: SignInAttempt, { network, everywhere }: AccountTurns): Promise<void> {
    const hash = hashed(attempt);
    await update(tx, { ...hash, network: EVERYWHERE }, everywhere);
    await update(tx, hash, network);
  },

  /** Once it is known whose account it is, its turns go with the user. */
  async belongTo(tx: Tx, attempt: SignInAttempt, userId: string): Promise<void> {
    const { account } = hashed(attempt);
    await tx.sql`update identity.sign_in_turns set user_id = ${userId} where account = ${account} and user_id is null`;
  },

  /** Resolves to how many went that are neither counted nor trusted any more: at most `limit`. */
  async removeSpent(tx: Tx, failedBefore: Date, now: Date, limit: number): Promise<number> {
    const removed = await tx.sql`
      delete from identity.sign_in_turns where (account, network) in (
        select account, network from identity.sign_in_turns
        where failed_at < ${failedBefore} and (trusted_until is null or trusted_until < ${now})
        order by failed_at limit ${limit} for update skip locked
      ) returning account`;
    return removed.length;
  },
};

interface TurnsRow extends Omit<Turns, 'trustedUntil'> {
  readonly network: string;
  readonly trustedUntil: Date | null;
}

function turnsIn(rows: readonly TurnsRow[], network: string): Turns {
  const row = rows.find((candidate) => candidate.network === network);
  if (!row) throw new Error('turns went while they were locked');
  const { failures, failedAt, delayedUntil, trustedUntil } = row;
  return { failures, failedAt, delayedUntil, trustedUntil: trustedUntil ?? undefined };
}

async function update(tx: Tx, { account, network }: ReturnType<typeof hashed>, turns: Turns): Promise<void> {
  await tx.sql`
    update identity.sign_in_turns
    set failures = ${turns.failures}, failed_at = ${turns.failedAt}, delayed_until = ${turns.delayedUntil},
      trusted_until = ${turns.trustedUntil ?? null}
    where account = ${account} and network = ${network}`;
}

function hashed({ email, network }: SignInAttempt) {
  return { account: secretHashOf(email), network: secretHashOf(`${email} ${network}`) };
}
