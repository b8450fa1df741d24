import { CommanderError } from 'commander';
import { AppError, messageOf } from '#shared-kernel/errors.ts';
import { ConfigError } from '../config.ts';
import { MigrationError } from '../migrations/migration-error.ts';
import { EmbeddedPostgresError } from '../postgres/embedded-error.ts';
import { StartError } from '../start-failure.ts';
import { TopologyError } from '../topology/topology-error.ts';
import { NotStarted } from '../up/program.ts';

/** What scripts may rely on. */
export const EXIT = { ok: 0, problem: 1, usage: 2 } as const;

/** The command was called in a way that cannot work. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** How a command that threw ends: one line for standard error, and the exit code. */
export interface Failure {
  readonly line: string;
  readonly exitCode: number;
}

/** Nothing to say where help was asked for and shown. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) return usageFailure(error);
  if (isWrongUse(error)) return { line: oneLine(error.message), exitCode: EXIT.usage };
  if (error instanceof AppError || error instanceof MigrationError || error instanceof NotStarted) {
    return { line: oneLine(error.message), exitCode: EXIT.problem };
  }
  return { line: `${oneLine(messageOf(error))}; this is a bug: DEBUG=1 shows where`, exitCode: EXIT.problem };
}

function isWrongUse(error: unknown): error is Error {
  return [UsageError, ConfigError, TopologyError, StartError, EmbeddedPostgresError].some((kind) => error instanceof kind);
}

function usageFailure({ code, message, exitCode }: CommanderError): Failure | undefined {
  if (exitCode === 0) return undefined;
  // Help has been shown instead, for a group without a command.
  if (code === 'commander.help') return { line: 'name one of the commands above', exitCode: EXIT.usage };
  return { line: `${oneLine(message.replace(/^error: /, ''))}; --help tells how`, exitCode: EXIT.usage };
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ').trim();
}
