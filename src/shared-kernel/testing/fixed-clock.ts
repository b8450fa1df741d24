import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved. */
export interface FixedClock extends Clock {
  advance(by: { readonly seconds?: number; readonly minutes?: number; readonly days?: number }): void;
}

export function fixedClock(iso = '2026-01-15T12:00:00.000Z'): FixedClock {
  let now = Date.parse(iso);
  if (Number.isNaN(now)) throw new Error(`${iso} is no time`);
  return {
    now: () => new Date(now),
    advance({ seconds = 0, minutes = 0, days = 0 }) {
      now += (seconds + 60 * minutes + 86_400 * days) * 1000;
    },
  };
}
