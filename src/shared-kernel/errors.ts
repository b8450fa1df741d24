/** The closed set of ways in which a request can be refused. HTTP maps each to one status, in one place. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'precondition_required'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unprocessable'
  | 'rate_limited'
  | 'unavailable';

/** One reason among several why an input was refused. `pointer` is a JSON Pointer (RFC 6901) into the input. */
export interface Violation {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What a refusal tells its caller. */
export interface AppErrorDetails {
  /** Stable and machine-readable: `<module>.<snake_case>`. */
  readonly code: string;
  /** One sentence for the caller that says what to do. Never SQL, a stack or an internal name. */
  readonly detail: string;
  readonly violations?: readonly Violation[];
  /** When set, the same request may succeed after this many seconds. */
  readonly retryAfterSeconds?: number;
  /** Further members of the problem document (RFC 9457, 3.2), where another standard wants them: OAuth's `error`. */
  readonly extensions?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/**
 * A refusal that the caller is meant to see. Everything else that is thrown is a bug:
 * it becomes a 500 of which the caller learns nothing but the request id.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: string;
  readonly violations: readonly Violation[];
  readonly retryAfterSeconds: number | undefined;
  readonly extensions: Readonly<Record<string, string>>;

  constructor(kind: ErrorKind, details: AppErrorDetails) {
    super(details.detail, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.detail = details.detail;
    this.violations = details.violations ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.extensions = details.extensions ?? {};
  }

  /** True where repeating the very same request can succeed. */
  get retryable(): boolean {
    return this.kind === 'unavailable' || this.kind === 'rate_limited' || this.retryAfterSeconds !== undefined;
  }
}

/** The message of anything that was thrown, for logs. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** An exhaustiveness check: does not compile while a case of a union is left unhandled. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
