/** When to ask again how a refund that takes its time has ended, in case no webhook says so. */
export function lookAgainAt(now: Date): Date {
  return new Date(now.getTime() + HOUR_MS);
}

const HOUR_MS = 3_600_000;
