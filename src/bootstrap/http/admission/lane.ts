/** How a lane takes requests in. */
export interface LaneLimits {
  /** Requests at work at the same time, at the beginning; adapted from then on. */
  readonly start: number;
  readonly least: number;
  readonly most: number;
  /** Requests that may wait; the next one is refused at once. */
  readonly mostWaiting: number;
  /** How long one waits while the lane absorbs a burst. */
  readonly patienceMs: number;
  /** How long one waits where others have been waiting for `patienceMs` without a break: that is no burst. */
  readonly impatienceMs: number;
}

export const LANE_LIMITS: LaneLimits = {
  start: 8,
  least: 1,
  most: 128,
  mostWaiting: 1_000,
  patienceMs: 5_000,
  impatienceMs: 100,
};

/** A request that wants in. Exactly one of the two is called, once. */
export interface Applicant {
  admit(): void;
  refuse(): void;
  /** True once nobody waits for the answer any more. */
  gone(): boolean;
  /** False where it would be refused for what has happened while it waited. */
  welcome(): boolean;
}

interface Waiter {
  readonly applicant: Applicant;
  readonly until: number;
}

const SWEEP_MS = 20;

/**
 * A bounded number of requests at work and a bounded queue before it. A burst waits; where the queue does not empty
 * for as long as that takes, newcomers wait hardly at all, so that the queue stays short and those who are admitted
 * are answered in time (the controlled delay of "Fail at Scale", ACM Queue 13, 8). The limit itself follows
 * additive increase and multiplicative decrease.
 */
export class Lane {
  readonly name: string;
  readonly #limits: LaneLimits;
  readonly #now: () => number;
  #limit: number;
  #atWork = 0;
  #queue: Waiter[] = [];
  #lastEmpty: number;
  #queuedSinceAdjusted = false;
  #sweep: NodeJS.Timeout | undefined;

  constructor(name: string, limits: LaneLimits = LANE_LIMITS, now: () => number = () => performance.now()) {
    this.name = name;
    this.#limits = limits;
    this.#now = now;
    this.#limit = limits.start;
    this.#lastEmpty = now();
  }

  get load(): { readonly limit: number; readonly atWork: number; readonly waiting: number } {
    return { limit: this.#limit, atWork: this.#atWork, waiting: this.#queue.length };
  }

  /** Admits, has wait, or refuses. Who was admitted must {@link leave}. */
  enter(applicant: Applicant): void {
    if (this.#queue.length === 0) this.#lastEmpty = this.#now();
    if (this.#atWork < this.#limit && this.#queue.length === 0) {
      this.#atWork += 1;
      applicant.admit();
      return;
    }
    this.#queuedSinceAdjusted = true;
    if (this.#queue.length >= this.#limits.mostWaiting) {
      applicant.refuse();
      return;
    }
    this.#queue.push({ applicant, until: this.#now() + this.#patienceMs() });
    this.#sweep ??= setTimeout(() => this.#sweepQueue(), SWEEP_MS);
  }

  leave(): void {
    this.#atWork -= 1;
    this.#admitWaiting();
  }

  /** To be called several times a second. `overloaded`: the process cannot keep up with what it has. */
  adjust(overloaded: boolean): void {
    const { least, most } = this.#limits;
    if (overloaded) this.#limit = Math.max(least, Math.floor(this.#limit * 0.7));
    else if (this.#queuedSinceAdjusted) this.#limit = Math.min(most, this.#limit + 4);
    this.#queuedSinceAdjusted = this.#queue.length > 0;
    this.#admitWaiting();
  }

  close(): void {
    clearTimeout(this.#sweep);
    for (const { applicant } of this.#queue.splice(0)) applicant.refuse();
  }

  #patienceMs(): number {
    const { patienceMs, impatienceMs } = this.#limits;
    return this.#now() - this.#lastEmpty > patienceMs ? impatienceMs : patienceMs;
  }

  #admitWaiting(): void {
    while (this.#atWork < this.#limit) {
      const next = this.#queue.shift();
      if (!next) return;
      if (next.applicant.gone()) continue;
      if (next.until < this.#now() || !next.applicant.welcome()) {
        next.applicant.refuse();
        continue;
      }
      this.#atWork += 1;
      next.applicant.admit();
    }
  }

  #sweepQueue(): void {
    this.#sweep = undefined;
    const now = this.#now();
    const [late, patient] = [this.#queue.filter(({ until }) => until < now), this.#queue.filter(({ until }) => until >= now)];
    this.#queue = patient.filter(({ applicant }) => !applicant.gone());
    for (const { applicant } of late) if (!applicant.gone()) applicant.refuse();
    if (this.#queue.length > 0) this.#sweep = setTimeout(() => this.#sweepQueue(), SWEEP_MS);
    else this.#lastEmpty = now;
  }
}
