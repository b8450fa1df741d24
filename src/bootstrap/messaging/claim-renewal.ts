import type { Complain } from './seldom.ts';
import type { Worker } from './worker.ts';

/** How long a claim lasts that nobody renews, whatever its handler may take: what the death of a process costs. */
export const UNRENEWED_CLAIM_SECONDS = 15;

/** Three renewals may fail before a claim is lost. */
const EVERY_MS = 4_000;

/** Renews the claims of all that is in work, for as long as this process is able to. */
export class ClaimRenewal {
  readonly #complain: Complain;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<unknown> | undefined;

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  start(workers: () => Iterable<Worker>): void {
    this.#timer = setInterval(() => {
      // One round at a time: a database that is slow must not get more to do.
      this.#renewing ??= this.#renew([...workers()]).finally(() => {
        this.#renewing = undefined;
      });
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  async #renew(workers: readonly Worker[]): Promise<void> {
    for (const worker of workers) {
      await worker.renew().catch((error: unknown) => {
        this.#complain('could not renew claims', error, { queue: worker.queue });
      });
    }
  }
}
