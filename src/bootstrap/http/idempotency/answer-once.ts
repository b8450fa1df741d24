import type { Tx } from '#shared-kernel/database/database.ts';
import { AppError } from '#shared-kernel/errors.ts';
import type { Reply } from '#shared-kernel/http.ts';
import { headersOf } from '../reply-headers.ts';
import type { IdempotentCall } from './idempotent-call.ts';
import { lookupOf, openAnswer, sealAnswer } from './sealed-answer.ts';

/** Thrown through a handler whose request was answered before: nothing of it runs again, and this goes out. */
export class AlreadyAnswered extends Error {
  override readonly name = 'AlreadyAnswered';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('this request was answered before');
    this.reply = reply;
  }
}

/**
 * Runs `work` unless its caller has been answered under the same key; the answer is stored in the very
 * transaction that makes the change, so there is never one without the other. A refusal rolls back and
 * stores nothing: the same key may be tried again.
 */
export async function answerOnce<R extends Reply>(tx: Tx, call: IdempotentCall, work: (tx: Tx) => Promise<R>): Promise<R> {
  const lookup = lookupOf(call.key);
  // Both go to Postgres in one round trip, in this order; the second sees what the former holder of the lock committed.
  const [[lock], [stored]] = await Promise.all([tryLock(tx, call.caller, lookup), find(tx, call.caller, lookup)]);
  if (lock?.locked !== true) throw stillRunning();
  if (stored !== undefined) throw new AlreadyAnswered(replay(stored, call));
  const reply = await work(tx);
  await store(tx, call, lookup, reply);
  return reply;
}

/** Forgets answers that are older than 72 hours, ten thousand at most. Resolves to how many it forgot. */
export async function pruneIdempotencyKeys(tx: Tx): Promise<number> {
  const forgotten = await tx.sql`
    delete from idempotency_keys where (caller, key) in (
      select caller, key from idempotency_keys where created_at < now() - interval '72 hours' limit 10000
    ) returning 1`;
  return forgotten.length;
}

interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

function tryLock(tx: Tx, caller: string, lookup: string) {
  return tx.sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(
      hashtextextended(concat_ws(' ', current_schema(), ${caller}::text, ${lookup}::text), 0)) as locked`;
}

function find(tx: Tx, caller: string, lookup: string) {
  return tx.sql<StoredAnswer>`
    select fingerprint, status, headers, body from idempotency_keys where caller = ${caller} and key = ${lookup}`;
}

async function store(tx: Tx, call: IdempotentCall, lookup: string, reply: Reply): Promise<void> {
  const body = reply.body === undefined ? null : JSON.stringify(sealAnswer(call.key, reply.body));
  await tx.sql`
    insert into idempotency_keys (caller, key, fingerprint, status, headers, body)
    values (${call.caller}, ${lookup}, ${call.fingerprint}, ${reply.status}, ${headersOf(reply)}::jsonb, ${body}::jsonb)`;
}

function replay(stored: StoredAnswer, call: IdempotentCall): Reply {
  if (stored.fingerprint !== call.fingerprint) throw reused();
  return {
    status: stored.status,
    headers: { ...stored.headers, 'idempotent-replayed': 'true' },
    body: stored.body === null ? undefined : openAnswer(call.key, stored.body),
  };
}

function stillRunning(): AppError {
  const detail = 'A request with this Idempotency-Key is still running. Repeat it in a moment to get its answer.';
  return new AppError('conflict', { code: 'http.idempotency_key_in_use', detail, retryAfterSeconds: 1 });
}

function reused(): AppError {
  const detail = 'This Idempotency-Key was used for another request. Take a new one for each request.';
  return new AppError('unprocessable', { code: 'http.idempotency_key_reused', detail });
}
