import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleType, SamplingBreaker } from 'cockatiel';
import { Pool } from 'undici';
import type { Instance } from '../discovery/instance.ts';
import { type Answer, AnswerHandler, Unanswered, type Waiting } from './answer.ts';
import type { Candidate } from './choose.ts';
import { REFUSED_HEADER } from './headers.ts';
import { keptBody, type RequestBody } from './request-body.ts';
import type { Timing, Transport } from './transport.ts';

export interface UpstreamOptions {
  readonly transport: Transport | undefined;
  readonly timing: Timing;
  /** Told when the instance is given up, and why. */
  readonly gaveUp: (reason: unknown) => void;
}

/** One try of a request. */
export interface Sent {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
}

/** Failures in a row after which an instance is given up. Only those of the way there count, none of its answers. */
const MOST_FAILURES = 5;
/** An instance that leaves, or has failed every second answer, is left out for this long while there are others. */
const OUT_MS = 10_000;
const MOST_FAILED_ANSWERS = { threshold: 0.5, duration: OUT_MS, minimumRps: 1 };

/** An instance as requests get there: its connections, how busy it is, and whether it is worth asking. */
export class Upstream implements Candidate {
  readonly instance: Instance;
  atWork = 0;
  readonly #options: UpstreamOptions;
  readonly #breaker;
  readonly #answers = new SamplingBreaker(MOST_FAILED_ANSWERS);
  #outUntil = 0;
  #pool: Pool;
  #probe: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(instance: Instance, options: UpstreamOptions) {
    this.instance = instance;
    this.#options = options;
    this.#pool = this.#connect();
    const { restMs } = options.timing;
    this.#breaker = circuitBreaker(handleType(Unanswered), {
      halfOpenAfter: restMs,
      breaker: new ConsecutiveBreaker(MOST_FAILURES),
    });
    this.#breaker.onBreak((reason) => {
      options.gaveUp('error' in reason ? reason.error : reason);
      this.#probeSoon();
    });
  }

  /** Requests go to no other state: an instance that was given up is tried with a question of our own, not a client's. */
  get usable(): boolean {
    return this.#breaker.state === CircuitState.Closed;
  }

  /** As metrics show it. */
  get state(): 'closed' | 'half-open' | 'open' {
    if (this.usable) return 'closed';
    return this.#breaker.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  get outlier(): boolean {
    return performance.now() < this.#outUntil;
  }

  /** Rejects with {@link Unanswered}, with CallerGone, or with what broke the body of the request. */
  async exchange(sent: Sent, waiting: Waiting): Promise<Answer> {
    this.atWork += 1;
    try {
      const answer = await this.#breaker.execute(() => this.#send(sent, waiting));
      this.#judge(answer);
      return answer;
    } finally {
      this.atWork -= 1;
    }
  }

  /** Lets what is under way end, and makes new connections from now on. */
  renew(): void {
    const old = this.#pool;
    this.#pool = this.#connect();
    void old.close();
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    this.#end();
    await this.#pool.close();
  }

  /** Cuts off what is under way. */
  async destroy(): Promise<void> {
    this.#end();
    await this.#pool.destroy();
  }

  #end(): void {
    this.#closed = true;
    clearTimeout(this.#probe);
  }

  async #send({ method, path, headers, body }: Sent, waiting: Waiting): Promise<Answer> {
    const handler = new AnswerHandler(waiting);
    this.#pool.dispatch({ method, path, headers, body: body.open(), reset: false }, handler);
    const answer = await handler.answer.catch((error: unknown) => {
      throw body.broken ?? error;
    });
    if (answer.headers[REFUSED_HEADER] === undefined) return answer;
    await answer.body.cancel();
    throw new Unanswered('the instance does not take us for a process of this shop', { reached: false });
  }

  #connect(): Pool {
    const { transport, timing } = this.#options;
    const { connectMs, quietMs } = timing;
    return new Pool(`${transport === undefined ? 'http' : 'https'}://${this.instance.address}`, {
      connectTimeout: connectMs,
      ...(transport === undefined ? {} : { connect: transport.connectOptions(this.instance) }),
      allowH2: false,
      pipelining: 1,
      // Ours: that of undici comes up to a second late.
      headersTimeout: 0,
      bodyTimeout: quietMs,
      // Shorter than the server's, so that a request never meets a connection that is just being closed.
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 30_000,
    });
  }

  #judge({ status, headers }: Answer): void {
    const failed = status >= 500;
    if (!failed) this.#answers.success(CircuitState.Closed);
    // What closes its connections is about to stop, and might do so with a request on its way.
    const leaves = headers.connection === 'close';
    if (leaves || (failed && this.#answers.failure(CircuitState.Closed))) this.#outUntil = performance.now() + OUT_MS;
  }

  #probeSoon(): void {
    clearTimeout(this.#probe);
    if (this.#closed) return;
    this.#probe = setTimeout(() => {
      // Too early by a millisecond, or still ill.
      this.#breaker.execute(() => this.#askHealth()).catch(() => this.#probeSoon());
    }, this.#options.timing.restMs);
  }

  async #askHealth(): Promise<void> {
    const waiting = { timeoutMs: this.#options.timing.connectMs, signal: new AbortController().signal };
    const { status, body } = await this.#send(HEALTH, waiting);
    await body.cancel();
    if (status !== 200) throw new Unanswered(`/health answers ${status}`, { reached: true });
  }
}

const HEALTH: Sent = { method: 'GET', path: '/health', headers: {}, body: keptBody(null) };
