import { STATUS_CODES } from 'node:http';
import { DatabaseUnavailable, sqlState } from '#shared-kernel/database/failures.ts';
import { AppError, type ErrorKind, type Violation } from '#shared-kernel/errors.ts';

/** RFC 9457, with the members that API.md adds. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly errors?: readonly Violation[];
}

/** The only place that knows which status a refusal becomes. */
export const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  precondition_required: 428,
  rate_limited: 429,
  unavailable: 503,
};

export interface Occurrence {
  readonly path: string;
  readonly requestId: string;
}

/** What the caller is told about anything that was thrown: a refusal in full, a bug not at all. */
export function problemResponse(thrown: unknown, occurrence: Occurrence): Response {
  const error = refusalOf(thrown);
  if (error === undefined) return respond(500, INTERNAL_ERROR, occurrence);
  const headers = new Headers();
  if (error.retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  if (error.kind === 'unauthenticated') headers.set('www-authenticate', challengeOf(error.code));
  if (error.code === 'http.insufficient_scope')
    headers.set('www-authenticate', 'Bearer realm="tessera", error="insufficient_scope"');
  return respond(STATUS_OF[error.kind], error, occurrence, headers);
}

/** 405 is not a refusal of the domain's, so it has no {@link ErrorKind}. */
export function methodNotAllowed(allowed: readonly string[], occurrence: Occurrence): Response {
  const list = allowed.join(', ');
  const detail = `This path answers ${list} only.`;
  const problem = { code: 'http.method_not_allowed', detail, retryable: false, violations: [], extensions: {} };
  return respond(405, problem, occurrence, new Headers({ allow: list }));
}

/** The refusal that was meant, or undefined for a bug. */
export function refusalOf(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown;
  // drizzle wraps what a statement threw, a lost connection too.
  if (thrown instanceof Error && thrown.cause instanceof DatabaseUnavailable) return thrown.cause;
  return isPassing(thrown) ? busy(thrown) : undefined;
}

// serialization_failure, deadlock_detected, lock_not_available, query_canceled
const PASSING = new Set(['40001', '40P01', '55P03', '57014']);

function isPassing(thrown: unknown): boolean {
  return PASSING.has(sqlState(thrown) ?? '');
}

function busy(cause: unknown): AppError {
  const detail = 'Too much is happening at once; nothing was changed. Try again.';
  return new AppError('unavailable', { code: 'database.busy', detail, retryAfterSeconds: 1, cause });
}

type Told = Pick<AppError, 'code' | 'detail' | 'retryable' | 'violations' | 'extensions'>;

const INTERNAL_ERROR: Told = {
  code: 'http.internal_error',
  detail: 'Something went wrong on our side. Quote the request id when you report it.',
  retryable: false,
  violations: [],
  extensions: {},
};

function respond(status: number, told: Told, { path, requestId }: Occurrence, headers = new Headers()): Response {
  const problem: ProblemDetails = {
    ...told.extensions,
    type: `/docs/problems#${told.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: told.detail,
    instance: path,
    code: told.code,
    requestId,
    retryable: told.retryable,
    ...(told.violations.length === 0 ? {} : { errors: told.violations }),
  };
  headers.set('content-type', 'application/problem+json');
  headers.set('cache-control', 'no-store');
  const body = JSON.stringify(problem);
  headers.set('content-length', String(Buffer.byteLength(body)));
  return new Response(body, { status, headers });
}

function challengeOf(code: string): string {
  // Only a token can be invalid in the sense of RFC 6750; a wrong password at sign-in is something else.
  return code.endsWith('_token') ? 'Bearer realm="tessera", error="invalid_token"' : 'Bearer realm="tessera"';
}
