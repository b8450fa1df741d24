import { AppError, messageOf } from '#shared-kernel/errors.ts';
import { ConfigError } from './config.ts';
import { MigrationError } from './migrations/migration-error.ts';
import { EmbeddedPostgresError } from './postgres/embedded-error.ts';

/** Something about the surroundings keeps the process from starting: the message says what, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface StartFailure {
  /** What to tell whoever starts the process. */
  readonly lines: readonly string[];
  /** 2 where the surroundings are wrong, 1 where we are. */
  readonly exitCode: 1 | 2;
}

/** Tells what is wrong with the surroundings, one line for each thing, from what is a bug of ours. */
export function startFailureOf(error: unknown): StartFailure {
  if (error instanceof ConfigError) {
    return { lines: error.problems.map((problem) => `${problem}; see npm start -- --help`), exitCode: 2 };
  }
  if (isForeseen(error)) return { lines: [oneLine(messageOf(error))], exitCode: 2 };
  return { lines: [error instanceof Error ? (error.stack ?? error.message) : messageOf(error)], exitCode: 1 };
}

function isForeseen(error: unknown): boolean {
  return (
    error instanceof StartError ||
    error instanceof MigrationError ||
    error instanceof EmbeddedPostgresError ||
    // The database cannot be reached, or does not let us in.
    (error instanceof AppError && error.kind === 'unavailable')
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
