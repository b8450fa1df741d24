/** One thing that is wrong with an input; `pointer` is a JSON Pointer (RFC 6901) into it. */
export interface Violation {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A refusal of the shop (RFC 9457). Decide by `code`, quote `requestId` in a report. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Stable, `<module>.<snake_case>`; `http.unreadable` where the answer was no problem document, from a proxy for example. */
  readonly code: string;
  /** For people: one sentence that says what to do. */
  readonly detail: string;
  readonly requestId: string | undefined;
  /** Whether the same request may succeed when it is repeated. */
  readonly retryable: boolean;
  readonly errors: readonly Violation[];
  readonly response: Response;

  constructor(response: Response, refusal: unknown) {
    const { code, detail, requestId, retryable = false, errors = [] } = problemIn(refusal);
    super(`${response.status} ${code}: ${detail}`);
    this.response = response;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId ?? response.headers.get('x-request-id') ?? undefined;
    this.retryable = retryable;
    this.errors = errors;
  }

  get status(): number {
    return this.response.status;
  }

  /** How long the shop asks to be left alone, where it does. */
  get retryAfterSeconds(): number | undefined {
    const seconds = Number(this.response.headers.get('retry-after') ?? Number.NaN);
    return Number.isFinite(seconds) ? seconds : undefined;
  }
}

/** What came of a call of the client. */
interface Outcome {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of the outcome that is no refusal; nothing where it has no body. */
type Answered<O> = O extends { readonly data: infer Data } ? ([Data] extends [never] ? undefined : Data) : never;

/** The data of an answer. Throws {@link ApiError} where the shop refused. */
export async function unwrap<O extends Outcome>(call: Promise<O>): Promise<Answered<O>> {
  const outcome = await call;
  if (!succeeded(outcome)) throw new ApiError(outcome.response, outcome.error);
  return outcome.data;
}

function succeeded<O extends Outcome>(outcome: O): outcome is O & { readonly data: Answered<O> } {
  return outcome.response.ok;
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly Violation[];
}

function problemIn(refusal: unknown): Problem {
  if (isProblem(refusal)) return refusal;
  // What `/oauth/token` refuses is written as RFC 6749 wants it.
  if (isOAuthError(refusal)) return { code: `oauth.${refusal.error}`, detail: refusal.error_description };
  return { code: 'http.unreadable', detail: 'The answer is not one of the shop.' };
}

function isProblem(refusal: unknown): refusal is Problem {
  return holds(refusal, 'code') && holds(refusal, 'detail');
}

function isOAuthError(refusal: unknown): refusal is { error: string; error_description: string } {
  return holds(refusal, 'error') && holds(refusal, 'error_description');
}

function holds(refusal: unknown, name: string): boolean {
  if (typeof refusal !== 'object' || refusal === null) return false;
  return typeof Object.entries(refusal).find(([key]) => key === name)?.[1] === 'string';
}
