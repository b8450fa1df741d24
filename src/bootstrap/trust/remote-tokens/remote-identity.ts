import type { z } from 'zod';
import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import { AppError } from '#shared-kernel/errors.ts';

/** As much of a request to identity as its answers depend on. */
export interface IdentityRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface IdentityAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** Sends a request to some process with identity, which knows that a process of the shop is asking. Rejects where none answers. */
export type FetchFromIdentity = (path: string, request: IdentityRequest) => Promise<IdentityAnswer>;

export interface Question {
  /** Instead of a GET: a POST of these fields. */
  readonly form?: Readonly<Record<string, string>>;
  readonly ifNoneMatch?: string | undefined;
}

export interface Told<Body> {
  /** Undefined where what is known is still true. */
  readonly body: Body | undefined;
  readonly etag: string | undefined;
}

export interface RemoteIdentityOptions {
  readonly fetch: FetchFromIdentity;
  readonly clock: Clock;
}

const TIMEOUT_MS = 2_000;

/** So that an outage is waited for now and then, and not by every request. */
const PAUSE_SECONDS = 1;

/** Asks identity with a deadline. Rejects at once for a moment after it did not answer. */
export class RemoteIdentity {
  readonly #options: RemoteIdentityOptions;
  #failedAt: Date | undefined;

  constructor(options: RemoteIdentityOptions) {
    this.#options = options;
  }

  /** Whether the last question was not answered. */
  get isAway(): boolean {
    return this.#failedAt !== undefined;
  }

  /** Rejects with {@link IdentityAway}, also where the answer is not what was expected. */
  async ask<S extends z.ZodType>(path: string, schema: S, question: Question = {}): Promise<Told<z.output<S>>> {
    const { clock } = this.#options;
    if (this.#failedAt !== undefined && clock.now() < secondsAfter(this.#failedAt, PAUSE_SECONDS)) throw new IdentityAway();
    try {
      const told = await this.#answered(path, schema, question);
      this.#failedAt = undefined;
      return told;
    } catch (error) {
      this.#failedAt = clock.now();
      throw new IdentityAway(error);
    }
  }

  async #answered<S extends z.ZodType>(path: string, schema: S, question: Question): Promise<Told<z.output<S>>> {
    const answer = await this.#options.fetch(path, requestOf(question));
    const [etag, text] = [answer.headers.get('etag') ?? undefined, await answer.text()];
    if (answer.status === 304 && question.ifNoneMatch !== undefined) return { body: undefined, etag };
    if (answer.status !== 200) throw new Error(`identity answered ${answer.status}`);
    return { body: schema.parse(JSON.parse(text)), etag };
  }
}

function requestOf({ form, ifNoneMatch }: Question): IdentityRequest {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  if (form === undefined) return { method: 'GET', headers: ifNoneMatch ? { 'if-none-match': ifNoneMatch } : {}, signal };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', headers, body: new URLSearchParams(form).toString(), signal };
}

/** Nobody can tell now whether a credential is good. */
export class IdentityAway extends AppError {
  override readonly name = 'IdentityAway';

  constructor(cause?: unknown) {
    super('unavailable', {
      code: 'identity.unavailable',
      detail: 'Whether the credential is good cannot be found out at the moment; nothing was done. Try again.',
      retryAfterSeconds: 2,
      cause,
    });
  }
}
