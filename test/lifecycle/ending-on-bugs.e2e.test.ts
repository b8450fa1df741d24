import { expect, it } from 'vitest';
import { runScript } from './shop-process.ts';

it.each([
  ['a rejection that nobody handles', 'rejection', 'unhandled rejection: the till is stuck'],
  ['an exception that nobody catches', 'exception', 'uncaught exception: the till is stuck'],
])('%s ends the process, and the log says why', async (_, kind, message) => {
  const process = runScript('test/lifecycle/process-with-a-bug.ts', {}, [kind]);
  expect(await process.ended).toEqual({ code: 1, signal: null });
  expect(process.logLines()).toEqual([
    expect.objectContaining({
      level: 60,
      msg: message,
      err: expect.objectContaining({ type: 'TypeError', stack: expect.stringContaining('process-with-a-bug.ts') }),
    }),
  ]);
});
