import { z } from 'zod';

/** What a message of the benchmark says: which one it is, and when it was sent, by the clock that all processes of a machine share. */
export const Note = z.strictObject({ number: z.int(), sentAtNs: z.string() });
export type Note = z.infer<typeof Note>;

/** How messages are worked off. */
export const Shape = z.strictObject({
  /** `each` writes its row with a statement of its own; `batch` writes those of all messages at hand with one statement. */
  handler: z.enum(['each', 'batch']),
  /** Messages claimed at a time, at most. */
  batchSize: z.int().positive(),
  /** Handlers at work at a time. */
  concurrency: z.int().positive(),
});
export type Shape = z.infer<typeof Shape>;

export interface ContenderOptions {
  readonly url: string;
  readonly shape: Shape;
  /** False in a process that only sends. */
  readonly handles: boolean;
  /** Called by the handler as the first thing it does. */
  readonly begun: (notes: readonly Note[]) => void;
}

/** A bus under test, as one process has it. Its handler writes one row of `bench.rows` for each message. */
export interface Contender {
  /** Sends, in one transaction of its own, what `notes` returns inside of that transaction. */
  send(notes: () => readonly Note[]): Promise<void>;
  /** Begins to deliver. */
  deliver(): Promise<void>;
  /** Lets handlers at work end, and closes everything. */
  stop(): Promise<void>;
}

/** Makes what the bus needs in the database, if it is not there, and connects. */
export type OpenContender = (options: ContenderOptions) => Promise<Contender>;

/** At the same time, at most: transactions that send. As many connections as one module has in one process. */
export const SENDERS = 4;
