import { Session, type SessionOptions } from '#shared-kernel/database/session.ts';
import type { SessionPool } from '#shared-kernel/database/session-pool.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Complain } from './seldom.ts';

const CHANNEL = 'tessera_doorbell';
// Said again it changes nothing, but wants an answer: a connection that fell silent would otherwise be listened to for ever.
const LISTEN = `listen ${CHANNEL}`;
/** Postgres takes less than 8,000 bytes in one notification. */
const MAX_PAYLOAD = 7_000;
const RECONNECT_MS = 1_000;

/** Who hears the bell, and where it is said that it cannot be heard. */
export interface DoorbellListener {
  readonly onRing: (queues: ReadonlySet<string>) => void;
  /** How often the connection that listens is asked whether anybody is at its other end. */
  readonly checkMs: number;
  readonly log: Log;
  readonly complain: Complain;
}

/**
 * Wakes the workers of other processes by LISTEN/NOTIFY. It rings after the commit, once for all queues that
 * were written since it last rang: a NOTIFY inside each transaction would serialise all commits of the
 * server behind one lock. A ring that gets lost costs one poll interval and nothing else.
 */
export class Doorbell {
  readonly #self = newId();
  readonly #pool: SessionPool;
  readonly #options: SessionOptions;
  readonly #onRing: (queues: ReadonlySet<string>) => void;
  readonly #checkMs: number;
  readonly #log: Log;
  readonly #complain: Complain;
  readonly #due = new Set<string>();
  #ringing: Promise<void> | undefined;
  #listener: Session | undefined;
  #retry: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(pool: SessionPool, options: SessionOptions, { onRing, checkMs, log, complain }: DoorbellListener) {
    this.#pool = pool;
    this.#options = options;
    this.#onRing = onRing;
    this.#checkMs = checkMs;
    this.#log = log;
    this.#complain = complain;
  }

  /** True while rings of other processes are heard. */
  get listening(): boolean {
    return this.#listener !== undefined && !this.#listener.dead;
  }

  /** Begins to listen; comes back by itself where the connection is lost. */
  async listen(): Promise<void> {
    if (this.#stopped) return;
    this.#check ??= setInterval(() => this.#listener?.run(LISTEN).catch(() => undefined), this.#checkMs);
    const session = new Session({ ...this.#options, onNotify: (channel, payload) => this.#heard(channel, payload) });
    session.onDeath(() => {
      if (!this.#stopped) this.#retry = setTimeout(() => void this.listen(), RECONNECT_MS);
    });
    try {
      await session.run(LISTEN);
      this.#listener = session;
    } catch (error) {
      this.#complain('cannot listen for other processes, polling instead', error);
      session.destroy(new Error('could not listen'));
    }
  }

  /** Tells the other processes, soon, that these queues have something. */
  ring(queues: ReadonlySet<string>): void {
    for (const queue of queues) this.#due.add(queue);
    if (this.#due.size > 0) this.#ringing ??= this.#ringAll();
  }

  /** Resolves when all that was to be told has been told, or could not be. */
  async rung(): Promise<void> {
    await this.#ringing;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    clearInterval(this.#check);
    this.#listener?.destroy(new Error('the process is stopping'));
  }

  async #ringAll(): Promise<void> {
    try {
      while (this.#due.size > 0) {
        const payload = this.#takePayload();
        await this.#pool.lease((session) => session.sql`select pg_notify(${CHANNEL}, ${payload})`);
      }
    } catch (error) {
      this.#due.clear();
      this.#log.debug({ err: error }, `could not wake other processes: ${messageOf(error)}`);
    } finally {
      this.#ringing = undefined;
    }
  }

  #takePayload(): string {
    let payload = this.#self;
    for (const queue of this.#due) {
      if (payload.length + queue.length >= MAX_PAYLOAD) break;
      payload += ` ${queue}`;
      this.#due.delete(queue);
    }
    return payload;
  }

  #heard(channel: string, payload: string): void {
    const [sender, ...queues] = payload.split(' ');
    if (channel === CHANNEL && sender !== this.#self) this.#onRing(new Set(queues));
  }
}
