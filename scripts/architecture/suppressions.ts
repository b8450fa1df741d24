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
    path: 'src/shared-kernel/database/lease.ts',
    rule: 'lint/suspicious/noThenProperty',
    times: 1,
    reason: 'drizzle awaits what postgres.js calls a pending query',
  },
  {
    path: 'src/shared-kernel/database/lease.ts',
    rule: 'lint/nursery/noUnsafeTypeAssertion',
    times: 1,
    reason: 'drizzle is given a stand-in for the client, so that its statements pass the guards of session and lease',
  },
  {
    path: 'src/shared-kernel/database/session.ts',
    rule: 'lint/nursery/noUnsafeTypeAssertion',
    times: 1,
    reason: 'postgres.js types its parameters without the serialisers that a client is given',
  },
  {
    path: 'src/shared-kernel/messaging/message.ts',
    rule: 'lint/nursery/noUnsafeTypeAssertion',
    times: 1,
    reason: 'the payload has the type of the contract that was found by its name, at run time',
  },
];
