import { expect, it } from 'vitest';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { seldom } from './seldom.ts';

it('writes a complaint once in a while, however often it recurs, and says how often it kept silent', () => {
  const lines: [object, string][] = [];
  const log = { ...silentLog, warn: (fields: object, message: string) => void lines.push([fields, message]) };
  const away = new Error('connection refused');
  const complain = seldom(log, 1_000_000);
  for (const queue of ['a', 'b', 'c']) complain('could not claim messages', away, { queue });
  complain('could not look for messages', away);
  expect(lines).toEqual([
    [{ queue: 'a', err: away }, 'could not claim messages: connection refused'],
    [{ err: away }, 'could not look for messages: connection refused'],
  ]);
  const always = seldom(log, 0);
  always('again', away);
  always('again', away);
  expect(lines.length).toBe(4);
});
