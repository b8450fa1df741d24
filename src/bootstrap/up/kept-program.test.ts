import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { KeptProgram } from './kept-program.ts';
import { logInto } from './log-stream.ts';
import type { Program } from './program.ts';

const PATIENCE = { firstMs: 1, mostMs: 5, soundMs: 60_000 };

/** A program that starts as often as it is told to, and ends when it is told to. */
function rehearsed(outcomes: readonly ('starts' | 'fails')[]) {
  const said: string[] = [];
  const ends: ((how: string) => void)[] = [];
  let starts = 0;
  const program: Program = {
    name: 'payments',
    start: async () => {
      const outcome = outcomes[starts] ?? 'starts';
      starts += 1;
      if (outcome === 'fails') throw new Error('payments has no database');
      const { promise: ended, resolve } = Promise.withResolvers<string>();
      ends.push(resolve);
      return { pid: starts, url: `http://127.0.0.1:${starts}`, ended, stop: async () => resolve('stopped') };
    },
  };
  const kept = new KeptProgram(
    program,
    logInto((line) => said.push(messageIn(line))),
    PATIENCE,
  );
  onTestFinished(() => kept.stop());
  return { kept, said, starts: () => starts, end: (how: string) => ends.at(-1)?.(how) };
}

describe('a program that is kept running', () => {
  it('is started again when it ends, and says how it ended', async () => {
    const { kept, said, end } = rehearsed([]);
    await kept.start();
    end('signal SIGKILL');
    await eventually(() => kept.current?.pid, { is: 2 });
    expect(said).toEqual([
      expect.stringMatching(/^payments ended \(signal SIGKILL\); it is started again in \d+ ms$/),
      'payments is back',
    ]);
  });

  it('is tried again for ever, and each failure is said', async () => {
    const { kept, said, end } = rehearsed(['starts', 'fails', 'fails', 'fails']);
    await kept.start();
    end('exit code 1');
    await eventually(() => kept.current?.pid, { is: 5 });
    expect(said.filter((line) => line === 'payments has no database')).toHaveLength(3);
    expect(said.filter((line) => line.startsWith('payments did not start; it is started again in'))).toHaveLength(3);
  });

  it('is not tried again where it fails the first time', async () => {
    const { kept, starts } = rehearsed(['fails']);
    await expect(kept.start()).rejects.toThrow('payments has no database');
    await kept.stop();
    expect(starts()).toBe(1);
  });

  it('stays ended once it was stopped', async () => {
    const { kept, said, starts } = rehearsed([]);
    await kept.start();
    await kept.stop();
    expect({ starts: starts(), said }).toEqual({ starts: 1, said: [] });
    await expect(kept.start()).rejects.toThrow('payments is not wanted any more');
  });
});

function messageIn(line: string): string {
  const parsed: unknown = JSON.parse(line);
  return typeof parsed === 'object' && parsed !== null && 'msg' in parsed ? String(parsed.msg) : line;
}
