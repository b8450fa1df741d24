import { Readable } from 'node:stream';
import { AppError } from '#shared-kernel/errors.ts';

/** The body of a request that is passed on. */
export interface RequestBody {
  /** What to send: all of it from its beginning. */
  open(): Uint8Array | Readable | null;
  /** Whether it can be opened (again): it was kept, or nobody has begun to read it. */
  readonly whole: boolean;
  /** True where any number of tries can send it. */
  readonly kept: boolean;
  /** Why reading it failed, which is nobody's fault but its sender's. */
  readonly broken: AppError | undefined;
}

/** What is larger is not kept: it would cost memory for each caller with a slow line. */
const KEPT_BYTES = 64 * 1024;

/** Receives a small body before anybody is asked to work on it; a large one, or one of unknown length, goes through as it comes. */
export async function requestBody(request: Request): Promise<RequestBody> {
  const { body } = request;
  if (body === null) return keptBody(null);
  const length = request.headers.get('content-length');
  if (length === null || Number(length) > KEPT_BYTES) return new PassingBody(body);
  try {
    return keptBody(new Uint8Array(await request.arrayBuffer()));
  } catch (cause) {
    throw brokenOff(cause);
  }
}

/** A body that is there. */
export function keptBody(bytes: Uint8Array | null): RequestBody {
  return { open: () => bytes, whole: true, kept: true, broken: undefined };
}

class PassingBody implements RequestBody {
  readonly kept = false;
  whole = true;
  broken: AppError | undefined;
  readonly #source: ReadableStream<Uint8Array>;

  constructor(source: ReadableStream<Uint8Array>) {
    this.#source = source;
  }

  // Nothing is taken from the source before somebody reads what this returns.
  open(): Readable {
    return Readable.from(this.#chunks(), { objectMode: false });
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    this.whole = false;
    try {
      for await (const chunk of this.#source) yield chunk;
    } catch (cause) {
      this.broken = brokenOff(cause);
      throw this.broken;
    }
  }
}

function brokenOff(cause: unknown): AppError {
  return new AppError('invalid', { code: 'http.malformed_request', detail: 'The body broke off before its end.', cause });
}
