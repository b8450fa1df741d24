const WINDOW_SECONDS = 10;
const SHARE = 0.2;
const ALWAYS_PER_SECOND = 3;

interface Slot {
  readonly second: number;
  requests: number;
  retries: number;
}

/**
 * Keeps retries from becoming the load that breaks what is left: at most a fifth of the requests of the last ten
 * seconds, and three a second however few there were.
 */
export class RetryBudget {
  readonly #now: () => number;
  readonly #slots: Slot[] = [];

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A request has come that may need retries. */
  earn(): void {
    this.#slot().requests += 1;
  }

  /** True where one more retry may be made; it is counted then. */
  spend(): boolean {
    const slot = this.#slot();
    const requests = this.#slots.reduce((sum, each) => sum + each.requests, 0);
    const retries = this.#slots.reduce((sum, each) => sum + each.retries, 0);
    if (slot.retries >= ALWAYS_PER_SECOND && retries + 1 > requests * SHARE) return false;
    slot.retries += 1;
    return true;
  }

  #slot(): Slot {
    const second = Math.floor(this.#now() / 1000);
    while (this.#slots[0] !== undefined && this.#slots[0].second <= second - WINDOW_SECONDS) this.#slots.shift();
    const last = this.#slots.at(-1);
    if (last?.second === second) return last;
    const slot = { second, requests: 0, retries: 0 };
    this.#slots.push(slot);
    return slot;
  }
}
