import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

type Expectation<T> = { readonly is: T } | { readonly satisfies: (value: T) => boolean };

/**
 * Asks again and again, less often the longer it takes, until the answer is the expected one, and resolves to
 * it. Where that does not happen `withinMs` (default 5 s) it fails, and says what the answer was last. A question that costs
 * much is asked less often with `longestPauseMs` (default 100 ms).
 */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  expected: Expectation<T> & { readonly withinMs?: number; readonly longestPauseMs?: number },
): Promise<T> {
  const { withinMs = 5_000, longestPauseMs = 100 } = expected;
  const begun = Date.now();
  const deadline = begun + withinMs;
  for (;;) {
    const answer = await attempt(ask);
    if ('value' in answer && meets(answer.value, expected)) return answer.value;
    if (Date.now() >= deadline) throw new Error(complaint(answer, expected, withinMs));
    await pause(Math.min(10 + (Date.now() - begun) / 20, longestPauseMs));
  }
}

type Answer<T> = { readonly value: T } | { readonly error: unknown };

async function attempt<T>(ask: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { error };
  }
}

function meets<T>(value: T, expected: Expectation<T>): boolean {
  return 'is' in expected ? isDeepStrictEqual(value, expected.is) : expected.satisfies(value);
}

function complaint<T>(answer: Answer<T>, expected: Expectation<T>, withinMs: number): string {
  const wanted = 'is' in expected ? show(expected.is) : String(expected.satisfies);
  const last = 'value' in answer ? show(answer.value) : `the error ${String(answer.error)}`;
  return `expected ${wanted} within ${withinMs} ms; it was last ${last}`;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
