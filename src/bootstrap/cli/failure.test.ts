import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared-kernel/errors.ts';
import { readConfig } from '../config.ts';
import { MigrationError } from '../migrations/migration-error.ts';
import { failureOf, UsageError } from './failure.ts';

describe('a command that failed', () => {
  it('ends with 2 where it was called wrongly or the configuration is wrong', () => {
    expect(failureOf(new UsageError('say who'))).toEqual({ line: 'say who', exitCode: 2 });
    expect(failureOf(thrownBy(() => readConfig([], { PORT: 'http' })))).toEqual({
      line: expect.stringContaining('PORT: '),
      exitCode: 2,
    });
    expect(failureOf(new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'\n(Did you mean y?)"))).toEqual(
      {
        line: "unknown option '--x' (Did you mean y?); --help tells how",
        exitCode: 2,
      },
    );
  });

  it('ends with 1 where the shop refused or a migration failed', () => {
    const refusal = new AppError('not_found', { code: 'orders.order_not_found', detail: 'There is no such order.' });
    expect(failureOf(refusal)).toEqual({ line: 'There is no such order.', exitCode: 1 });
    expect(failureOf(new MigrationError('pending', 'migrate first'))).toEqual({ line: 'migrate first', exitCode: 1 });
  });

  it('says that anything else is a bug, and how to see where', () => {
    expect(failureOf(new TypeError('x is not\n a function'))).toEqual({
      line: 'x is not a function; this is a bug: DEBUG=1 shows where',
      exitCode: 1,
    });
  });

  it('says nothing where help was asked for', () => {
    expect(failureOf(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'))).toBeUndefined();
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
