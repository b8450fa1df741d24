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
  readonly requestId: string | undefined;
  /** Whether the same request may succeed when it is repeated. */
  readonly retryable: boolean;
  readonly errors: readonly Violation[];
  readonly response: Response;

  constructor(response: Response, problem: unknown) {
    const { title = response.statusText, detail = title, code, requestId, retryable, errors } = readProblem(problem);
    super(`${response.status} ${code ?? 'http.unreadable'}: ${detail}`);
    this.response = response;
    this.code = code ?? 'http.unreadable';
    this.requestId = requestId ?? response.headers.get('x-request-id') ?? undefined;
    this.retryable = retryable ?? false;
    this.errors = errors ?? [];
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

/** The data of an answer. Throws {@link ApiError} where the shop refused. */
export async function unwrap<O extends Outcome>(call: Promise<O>): Promise<Exclude<O['data'], undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiError(response, error);
  return data as Exclude<O['data'], undefined>;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly requestId?: string;
  readonly retryable?: boolean;
  readonly errors?: readonly Violation[];
}

function readProblem(problem: unknown): Problem {
  return typeof problem === 'object' && problem !== null && 'code' in problem ? problem : {};
}
