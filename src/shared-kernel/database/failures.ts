import { AppError } from '../errors.ts';

/** Postgres cannot be reached, or every connection stayed busy: the same request may succeed in a moment. */
export class DatabaseUnavailable extends AppError {
  override readonly name = 'DatabaseUnavailable';

  constructor(detail: string, cause?: unknown) {
    super('unavailable', { code: 'database.unavailable', detail, retryAfterSeconds: 1, cause });
  }
}

/** The connection died while COMMIT was under way: the change happened, or it did not. Look before repeating. */
export class CommitUnknown extends AppError {
  override readonly name = 'CommitUnknown';

  constructor(cause?: unknown) {
    super('unavailable', {
      code: 'database.commit_unknown',
      detail: 'It is not known whether the change was saved. Repeat the request with the same Idempotency-Key.',
      retryAfterSeconds: 1,
      cause,
    });
  }
}

/** The SQLSTATE of an error that Postgres reported, if it did. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)) return error.code;
  return 'cause' in error ? sqlState(error.cause) : undefined;
}

/** The constraint that a statement broke, if it broke one. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('constraint_name' in error && typeof error.constraint_name === 'string') return error.constraint_name;
  return 'cause' in error ? violatedConstraint(error.cause) : undefined;
}
