import { type BulkheadPolicy, BulkheadRejectedError, bulkhead } from 'cockatiel';
import { overloaded } from '../http/admission/admission.ts';
import { RetryBudget } from './retry-budget.ts';

/** Requests that one module may have under way, and those that may wait for their turn. */
const MOST_AT_WORK = 128;
const MOST_WAITING = 128;
/** The same for those whose answer takes long by itself: uploads, streams, and who waits for an end. */
const MOST_PATIENT = 512;

/** What one module is asked for. It has limits of its own, so that one that hangs takes nothing from the others. */
export class ModuleTraffic {
  readonly budget = new RetryBudget();
  readonly #brief = bulkhead(MOST_AT_WORK, MOST_WAITING);
  readonly #patient = bulkhead(MOST_PATIENT);
  readonly #turnMs: number;

  constructor(turnMs: number) {
    this.#turnMs = turnMs;
  }

  get atWork(): number {
    return MOST_AT_WORK - this.#brief.executionSlots + MOST_PATIENT - this.#patient.executionSlots;
  }

  /** Runs `work` when it is its turn; rejects with `http.overloaded` where there are too many, or its turn does not come. */
  async inTurn<T>(patient: boolean, work: () => Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(overloaded()), this.#turnMs);
    let waits = true;
    const begin = () => {
      if (!waits) throw overloaded();
      clearTimeout(timer);
      return work();
    };
    try {
      return await Promise.race([this.#limit(patient).execute(begin), late.promise]);
    } catch (error) {
      throw error instanceof BulkheadRejectedError ? overloaded() : error;
    } finally {
      waits = false;
      clearTimeout(timer);
    }
  }

  #limit(patient: boolean): BulkheadPolicy {
    return patient ? this.#patient : this.#brief;
  }
}
