import type { Call } from './history.ts';

/** Failpoints that a request passes on its way: a throw there is answered 500. Those of handlers are not answered at all. */
const IN_A_REQUEST = /^(cmd|saga)\.\S+ throw$/;

/** How often requests were made to fail, from what each failpoint has told. */
export function throwsInRequests(struck: ReadonlyMap<string, number>): number {
  return [...struck].filter(([name]) => IN_A_REQUEST.test(name)).reduce((sum, [, count]) => sum + count, 0);
}

/** Says so where calls were answered 500 that nothing was made to throw for: these are bugs. */
export function unexplainedAnswers(calls: readonly Call[], struck: ReadonlyMap<string, number>): readonly string[] {
  const answered = calls.filter(({ status }) => status === 500);
  const thrown = throwsInRequests(struck);
  if (answered.length <= thrown) return [];
  const actions = [...new Set(answered.map(({ action }) => action))].join(', ');
  return [`${answered.length} calls were answered 500 (${actions}), and only ${thrown} were made to fail`];
}

/** Lines in which a process logged a bug of its own, and not one that was injected. */
export function bugsIn(log: string): readonly string[] {
  return log.split('\n').filter((line) => line.includes('a request failed on a bug') && !line.includes('FailpointHit'));
}
