import { messageOf } from '#shared-kernel/errors.ts';
import type { Log } from '#shared-kernel/log.ts';

/** Complains about something that may go on for long. */
export type Complain = (what: string, error: unknown, fields?: object) => void;

const EVERY_MS = 30_000;

/** A log of complaints that writes each `what` at most once in a while: an outage must not fill the disk with lines. */
export function seldom(log: Log, everyMs = EVERY_MS): Complain {
  const last = new Map<string, { readonly at: number; untold: number }>();
  return (what, error, fields = {}) => {
    const before = last.get(what);
    if (before && performance.now() - before.at < everyMs) {
      before.untold += 1;
      return;
    }
    last.set(what, { at: performance.now(), untold: 0 });
    const untold = before?.untold ? { untold: before.untold } : {};
    log.warn({ ...fields, ...untold, err: error }, `${what}: ${messageOf(error)}`);
  };
}
