/** The time of the wall, as an argument. Domain code is given a `Date`; use cases ask the clock once. */
export interface Clock {
  now(): Date;
}

/** The clock of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** `at` plus a number of seconds. */
export function secondsAfter(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
