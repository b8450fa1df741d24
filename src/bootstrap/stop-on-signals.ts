import { messageOf } from '#shared-kernel/errors.ts';
import type { Log } from '#shared-kernel/log.ts';

export interface StopOptions {
  readonly log: Log;
  /** What is under way may take so long. */
  readonly deadlineMs: number;
  /** Ends everything in order, and cuts what is left at the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

/** npm and a process group may each hand down the same signal: what comes so soon is an echo and no second one. */
const ECHO_MS = 1_000;
/** What may be left to do after the deadline: closing. */
const CLOSING_MS = 5_000;
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
type Signal = keyof typeof EXIT_CODES;

/** The first signal drains, the second one ends the process at once. Returns what aborts when the first one comes. */
export function stopOnSignals(options: StopOptions): AbortSignal {
  const stopping = new AbortController();
  let heardAt = 0;
  const hear = (signal: Signal): void => {
    if (!stopping.signal.aborted) {
      heardAt = performance.now();
      stopping.abort();
      void drain(signal, options);
    } else if (performance.now() - heardAt > ECHO_MS) {
      options.log.warn({ signal }, 'ended at once by a second signal; what was under way is done again by others');
      process.exit(EXIT_CODES[signal]);
    }
  };
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => hear(signal));
  return stopping.signal;
}

async function drain(signal: Signal, { log, deadlineMs, stop }: StopOptions): Promise<void> {
  log.info({ signal, deadlineMs }, 'stopping');
  setTimeout(() => {
    log.error({}, 'ended before everything was closed: there was no more time');
    process.exit(1);
  }, deadlineMs + CLOSING_MS);
  try {
    await stop(deadlineMs);
    log.info({}, 'stopped');
    process.exit(0);
  } catch (error) {
    log.error({ err: error }, `could not stop in order: ${messageOf(error)}`);
    process.exit(1);
  }
}
