import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What an instance answers: its head, and its body as it comes. */
export interface Answer {
  readonly status: number;
  /** As they came: what concerns one connection alone is still among them. */
  readonly headers: IncomingHttpHeaders;
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when nothing more comes, for whatever reason. */
  readonly ended: Promise<void>;
}

/** No head of an answer came. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  /** False where the instance cannot have seen anything of the request. */
  readonly reached: boolean;

  constructor(message: string, { reached, cause }: { readonly reached: boolean; readonly cause?: unknown }) {
    super(message, { cause });
    this.reached = reached;
  }
}

/** Who asked is gone, so that nobody waits for an answer. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

export interface Waiting {
  /** Until the head of the answer is there. */
  readonly timeoutMs: number;
  /** Aborts when who asked goes away, also while the body is on its way. */
  readonly signal: AbortSignal;
}

const BUFFERED_BYTES = 64 * 1024;

/**
 * Receives one answer from undici. The body is a stream that is read no faster than somebody takes it, and whose end
 * is the end of the request: who cancels it hangs up on the instance.
 */
export class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #head = Promise.withResolvers<Answer>();
  readonly #end = Promise.withResolvers<void>();
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  // A stream that we end ourselves, because the process stops, ends in order.
  readonly #onGone = () => {
    this.#body?.close();
    this.#body = undefined;
    this.#giveUp(new CallerGone('who asked is gone'));
  };
  #request: Dispatcher.DispatchController | undefined;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #givenUp: Error | undefined;

  constructor({ timeoutMs, signal }: Waiting) {
    this.#signal = signal;
    this.#timer = setTimeout(() => this.#giveUp(this.#unanswered(`no answer within ${Math.round(timeoutMs)} ms`)), timeoutMs);
    signal.addEventListener('abort', this.#onGone);
    if (signal.aborted) this.#onGone();
  }

  /** Rejects with {@link Unanswered} or {@link CallerGone}. */
  get answer(): Promise<Answer> {
    return this.#head.promise;
  }

  // Called when the request is about to be written to a connection, and not before.
  onRequestStart(request: Dispatcher.DispatchController): void {
    if (this.#givenUp) request.abort(this.#givenUp);
    else this.#request = request;
  }

  onResponseStart(request: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // An interim answer, such as 103 Early Hints.
    if (status < 200) return;
    clearTimeout(this.#timer);
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#body = controller;
        },
        pull: () => request.resume(),
        cancel: () => {
          this.#body = undefined;
          this.#giveUp(new CallerGone('nobody reads the answer any more'));
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: BUFFERED_BYTES }),
    );
    this.#head.resolve({ status, headers, body, ended: this.#end.promise });
  }

  onResponseData(request: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body?.enqueue(chunk);
    if ((this.#body?.desiredSize ?? 1) <= 0) request.pause();
  }

  onResponseEnd(): void {
    this.#release();
    this.#body?.close();
    this.#body = undefined;
  }

  onResponseError(_request: Dispatcher.DispatchController | null, error: Error): void {
    this.#release();
    this.#head.reject(this.#givenUp ?? this.#unanswered(error.message, error));
    this.#body?.error(error);
    this.#body = undefined;
  }

  #giveUp(reason: Error): void {
    if (this.#givenUp) return;
    this.#givenUp = reason;
    this.#release();
    this.#head.reject(reason);
    this.#request?.abort(reason);
  }

  #unanswered(message: string, cause?: Error): Unanswered {
    return new Unanswered(message, { reached: this.#request !== undefined, cause });
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#onGone);
    this.#end.resolve();
  }
}
