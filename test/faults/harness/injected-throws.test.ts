import { describe, expect, it } from 'vitest';
import type { Call } from './history.ts';
import { bugsIn, unexplainedAnswers } from './injected-throws.ts';

const answered = (status: number): Call => ({
  ...{ at: 0, tookMs: 1, action: 'place-order', key: 'k', outcome: 'unknown', process: 'http://127.0.0.1' },
  status,
});
const struck = new Map([
  ['cmd.afterState throw', 2],
  ['cmd.afterState kill', 5],
  ['bus.midHandler throw', 9],
]);

describe('a call that was answered 500', () => {
  it('is explained by a throw that was injected into a request', () => {
    expect(unexplainedAnswers([answered(500), answered(503), answered(500)], struck)).toEqual([]);
  });

  it('is a bug where there were fewer of those', () => {
    const calls = [500, 500, 500].map(answered);
    expect(unexplainedAnswers(calls, struck)).toEqual(['3 calls were answered 500 (place-order), and only 2 were made to fail']);
  });

  it('is a bug where its process says that it failed on something else', () => {
    const injected = '{"err":{"type":"FailpointHit"},"msg":"a request failed on a bug"}';
    const bug = '{"err":{"type":"TypeError"},"msg":"a request failed on a bug"}';
    expect(bugsIn([injected, bug, '{"msg":"stopped"}'].join('\n'))).toEqual([bug]);
  });
});
