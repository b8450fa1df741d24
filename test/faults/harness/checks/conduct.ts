import type { Evidence } from '../evidence.ts';

/** 8. Postgres had to refuse no module anything, no process ended by itself, and no bug was logged. */
export function boundary({ complaints }: Evidence): readonly string[] {
  return complaints;
}

/** 10. Every message in every queue is what its contract says. */
export function oneSemantics({ unreadable }: Evidence): readonly string[] {
  return unreadable;
}

/**
 * How long after the last fault everything has to be quiet: the longest claim, that of mails (60 s), two passes of
 * the monitor, the start of a process, and what the backoff of a message comes to that has failed a few times.
 */
export const QUIET_WITHIN_MS = 120_000;

/** Liveness. Once the faults have stopped, everything comes to rest in a bounded time, and every process is ready. */
export function liveness({ quietAfterMs, unrest, unready }: Evidence): readonly string[] {
  const late = quietAfterMs === undefined || quietAfterMs > QUIET_WITHIN_MS;
  return [...(late ? [`not quiet within ${QUIET_WITHIN_MS / 1000} s`, ...unrest] : []), ...unready];
}
