import { DatabaseUnavailable } from './failures.ts';
import { Session, type SessionOptions } from './session.ts';

/** How many sessions, how long to wait for one, and how each is opened. */
export interface SessionPoolOptions extends SessionOptions {
  /** Sessions open at the same time, at most. */
  readonly size: number;
  /** How long a caller waits for a free session before it is refused. */
  readonly acquireTimeoutMs: number;
  /** Callers that may wait; the next one is refused at once, so that an overload does not pile up. */
  readonly maxWaiting: number;
}

interface Waiter {
  readonly resolve: (session: Session) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A few sessions, opened when first needed, each lent to one caller at a time, first come first served. */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #idle: Session[] = [];
  readonly #all = new Set<Session>();
  readonly #waiting: Waiter[] = [];
  #closed = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.size;
  }

  /** Sessions lent out, and callers waiting for one. */
  get load(): { readonly busy: number; readonly waiting: number } {
    return { busy: this.#all.size - this.#idle.length, waiting: this.#waiting.length };
  }

  /** Lends a session to `work` and takes it back when it ends, however it ends. */
  async lease<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#acquire();
    try {
      return await work(session);
    } finally {
      this.#release(session);
    }
  }

  /** Refuses new callers, waits for those under way, then closes every session. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) this.#refuse(waiter, 'The process is stopping.');
    for (const session of this.#idle.splice(0)) this.#discard(session);
    await Promise.all([...this.#all].map((session) => new Promise<void>((done) => session.onDeath(done))));
  }

  async #acquire(): Promise<Session> {
    if (this.#closed) throw new DatabaseUnavailable('The process is stopping.');
    const idle = this.#takeIdle();
    if (idle) return idle;
    if (this.#all.size < this.#options.size) return this.#open();
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new DatabaseUnavailable('Too many requests are waiting for the database. Try again in a moment.');
    }
    return new Promise<Session>((resolve, reject) => {
      const waiter: Waiter = { resolve, reject, timer: setTimeout(() => this.#expire(waiter), this.#options.acquireTimeoutMs) };
      this.#waiting.push(waiter);
    });
  }

  #takeIdle(): Session | undefined {
    let session = this.#idle.pop();
    while (session?.dead) session = this.#idle.pop();
    return session;
  }

  #open(): Session {
    const session = new Session(this.#options);
    this.#all.add(session);
    session.onDeath(() => {
      this.#all.delete(session);
      const index = this.#idle.indexOf(session);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    return session;
  }

  #release(session: Session): void {
    if (this.#closed) {
      this.#discard(session);
      return;
    }
    const next = this.#waiting.shift();
    if (!next) {
      if (!session.dead) this.#idle.push(session);
      return;
    }
    clearTimeout(next.timer);
    next.resolve(session.dead ? this.#open() : session);
  }

  #discard(session: Session): void {
    session.destroy(new DatabaseUnavailable('The process is stopping.'));
  }

  #expire(waiter: Waiter): void {
    const index = this.#waiting.indexOf(waiter);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#refuse(waiter, 'No database connection became free in time. Try again in a moment.');
  }

  #refuse(waiter: Waiter, detail: string): void {
    clearTimeout(waiter.timer);
    waiter.reject(new DatabaseUnavailable(detail));
  }
}
