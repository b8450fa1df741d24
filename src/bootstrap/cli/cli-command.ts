import type { z } from 'zod';
import { UsageError } from './failure.ts';
import type { Progress } from './progress.ts';

/** What a command found, for people and for programs. */
export interface Outcome {
  /** Lines for people; empty where all has been said on the way. */
  readonly text: string;
  /** Printed instead with `--json`. */
  readonly json: unknown;
  /** True makes the exit code 1. */
  readonly problem?: boolean;
}

/** What a command has of the terminal while it runs. */
export interface Cli {
  /** A line for people, at once; swallowed by `--json`. */
  say(line: string): void;
  /** Whether a program reads what comes: `--json`. */
  readonly json: boolean;
  /** Shows on standard error how far something is. */
  progress(): Progress;
}

interface CliCommandSpec<Input extends z.ZodObject> {
  /** As commander reads it: `show <name>`. */
  readonly usage: string;
  readonly summary: string;
  /** What exit code 1 means. */
  readonly failsWhen: string;
  readonly example: string;
  /** Flags as commander reads them, and what they do. */
  readonly options?: Readonly<Record<string, string>>;
  /** Checks arguments and options, by their names. */
  readonly input: Input;
  run(input: z.output<Input>, cli: Cli): Promise<Outcome>;
}

/** A command of the CLI, before commander knows it. */
export interface CliCommand extends Omit<CliCommandSpec<z.ZodObject>, 'input' | 'run'> {
  run(raw: object, cli: Cli): Promise<Outcome>;
}

/** Declares a command. Input that does not fit is a {@link UsageError}. */
export function defineCliCommand<Input extends z.ZodObject>(spec: CliCommandSpec<Input>): CliCommand {
  const { input, run, ...rest } = spec;
  return {
    ...rest,
    run: (raw, cli) => {
      const parsed = input.safeParse(raw);
      if (!parsed.success) throw new UsageError(parsed.error.issues.map(problemOf).join('; '));
      return run(parsed.data, cli);
    },
  };
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
