import type { Clock } from '#shared-kernel/clock.ts';

/**
 * The clock of the database, as far as this process can tell: whatever the clock of its machine says, all processes of
 * a shop go by the same time, and it is the time by which Postgres hands out what was sent for later. Between two
 * readings it goes on with a clock that nobody can set; it is wrong by no more than the fastest reading took.
 */
export class DatabaseClock implements Clock {
  readonly #elapsedMs: () => number;
  #aheadMs: number | undefined;

  constructor(elapsedMs: () => number = () => performance.now()) {
    this.#elapsedMs = elapsedMs;
  }

  /** Throws before the first reading: a guess would end up in a table. */
  now(): Date {
    if (this.#aheadMs === undefined) throw new Error('nobody has told what time it is: the database was not asked yet');
    return new Date(this.#elapsedMs() + this.#aheadMs);
  }

  /** Sets itself by an answer that says what time it was, in ms, when it was made. */
  async read<A extends { readonly atMs: number }>(ask: () => Promise<A>): Promise<A> {
    const askedMs = this.#elapsedMs();
    const answer = await ask();
    const least = answer.atMs - this.#elapsedMs();
    const most = answer.atMs - askedMs;
    // What was believed stays as long as it can be true, so a slow answer moves nothing and a clock that was set is followed.
    this.#aheadMs = Math.min(Math.max(this.#aheadMs ?? (least + most) / 2, least), most);
    return answer;
  }
}
