/** Something that is started, used, and ends: a process of the shop, the broker, PostgreSQL. */
export interface Program {
  readonly name: string;
  /** Resolves once it can be used. Rejects where it cannot, or `signal` aborts; nothing of it is left then. */
  start(signal: AbortSignal): Promise<StartedProgram>;
}

export interface StartedProgram {
  /** Undefined where another process owns it. */
  readonly pid: number | undefined;
  /** Where it is reached. */
  readonly url: string;
  /** Resolves when it is gone, to how it ended: `signal SIGKILL`. */
  readonly ended: Promise<string>;
  /** Asks it to end, makes it end where it takes too long, and waits for that. */
  stop(): Promise<void>;
}

/** A program ended, or took too long, before it could be used. The message says which, and what it said last. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
}
