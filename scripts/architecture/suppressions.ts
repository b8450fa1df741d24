/** A lint rule that one file may suppress, how often, and why there is no other way. */
export interface Suppression {
  readonly path: string;
  readonly rule: string;
  readonly times: number;
  readonly reason: string;
}

/** The edge of the driver and of the bus, where types of ours begin. Nothing outside of src/shared-kernel belongs here. */
export const SUPPRESSIONS: readonly Suppression[] = [
  {
    path: 'src/shared-kernel/database/postgres-database.ts',
    rule: 'lint/suspicious/noThenProperty',
    times: 1,
    reason: 'drizzle awaits what postgres.js calls a pending query',
  },
];
