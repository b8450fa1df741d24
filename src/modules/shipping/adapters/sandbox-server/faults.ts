import { z } from 'zod';

/** What goes wrong with the next `times` calls of a kind, before the carrier has acted or after it has. */
export const Fault = z.strictObject({
  on: z.enum(['create', 'find', 'cancel']),
  kind: z.enum(['error_before', 'error_after', 'hang_before', 'hang_after']),
  times: z.int().min(1).max(1_000_000).default(1),
});
export type Fault = z.output<typeof Fault>;

/** Faults that wait for their calls, first come first served. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The fault of this call, if it is to have one. */
  take(on: Fault['on']): Fault['kind'] | undefined {
    const next = this.#waiting.find(({ fault }) => fault.on === on);
    if (!next) return undefined;
    next.left -= 1;
    if (next.left === 0) this.#waiting.splice(this.#waiting.indexOf(next), 1);
    return next.fault.kind;
  }
}
