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
  readonly shares: boolean;
  readonly resolve: (session: Session) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Who shares a session has his statements sent behind those of the others: of many, each would wait for all. */
const MOST_SHARING = 8;

/**
 * A few sessions, opened when first needed, first come first served. Each is lent to one caller at a time, or to several
 * who share it: their statements go out together, without waiting for each other's answers.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #idle: Session[] = [];
  readonly #all = new Set<Session>();
  /** How many share each of the sessions that are lent to be shared. */
  readonly #sharing = new Map<Session, number>();
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

  /** Lends a session to `work` alone and takes it back when it ends, however it ends. */
  async lease<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#acquire(false);
    try {
      return await work(session);
    } finally {
      this.#release(session);
    }
  }

  /** Lends a session to `work` while others may use it too: for single statements, none of which changes the session. */
  async share<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#acquire(true);
    try {
      return await work(session);
    } finally {
      this.#leave(session);
    }
  }

  /** Refuses new callers, waits for those under way, then closes every session. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) this.#refuse(waiter, 'The process is stopping.');
    for (const session of this.#idle.splice(0)) this.#discard(session);
    await Promise.all([...this.#all].map((session) => new Promise<void>((done) => session.onDeath(done))));
  }

  async #acquire(shares: boolean): Promise<Session> {
    if (this.#closed) throw new DatabaseUnavailable('The process is stopping.');
    // Nobody overtakes who waits, or those who share would keep out for ever who needs a session alone.
    const session = this.#waiting.length === 0 ? this.#take(shares) : undefined;
    if (session) return session;
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new DatabaseUnavailable('Too many requests are waiting for the database. Try again in a moment.');
    }
    return new Promise<Session>((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(waiter), this.#options.acquireTimeoutMs);
      const waiter: Waiter = { shares, resolve, reject, timer };
      this.#waiting.push(waiter);
    });
  }

  #take(shares: boolean): Session | undefined {
    const free = this.#takeIdle() ?? (this.#all.size < this.#options.size ? this.#open() : undefined);
    const session = free ?? (shares ? this.#leastShared() : undefined);
    if (session && shares) this.#sharing.set(session, (this.#sharing.get(session) ?? 0) + 1);
    return session;
  }

  #takeIdle(): Session | undefined {
    let session = this.#idle.pop();
    while (session?.dead) session = this.#idle.pop();
    return session;
  }

  #leastShared(): Session | undefined {
    let least: Session | undefined;
    let fewest = MOST_SHARING;
    for (const [session, sharing] of this.#sharing) {
      if (sharing >= fewest || session.dead) continue;
      least = session;
      fewest = sharing;
    }
    return least;
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

  #leave(session: Session): void {
    const others = (this.#sharing.get(session) ?? 1) - 1;
    if (others > 0) {
      this.#sharing.set(session, others);
      this.#serveWaiting();
      return;
    }
    this.#sharing.delete(session);
    // Somebody did not wait for his statement: the next one would have to.
    if (session.busy) this.#discard(session);
    this.#release(session);
  }

  #release(session: Session): void {
    if (this.#closed) this.#discard(session);
    else if (!session.dead) this.#idle.push(session);
    this.#serveWaiting();
  }

  #serveWaiting(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const session = this.#take(next.shares);
      if (!session) return;
      this.#waiting.shift();
      clearTimeout(next.timer);
      next.resolve(session);
    }
  }

  #discard(session: Session): void {
    session.destroy(new DatabaseUnavailable(this.#closed ? 'The process is stopping.' : 'A statement was given up.'));
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
