import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { logStream } from './log-stream.ts';

function streamed(json: boolean) {
  const out = new PassThrough();
  const logs = logStream({ out, json, names: ['up', 'payments'] });
  logs.of('up')('{"level":30,"msg":"ready"}');
  logs.of('payments')('Segmentation fault');
  logs.of('payments')('{"half');
  return String(out.read()).trimEnd().split('\n');
}

describe('one stream of what several processes say', () => {
  it('begins each line with its process, for people', () => {
    expect(streamed(false)).toEqual([
      'up       | {"level":30,"msg":"ready"}',
      'payments | Segmentation fault',
      'payments | {"half',
    ]);
  });

  it('is an object a line, for programs', () => {
    expect(streamed(true).map((line) => JSON.parse(line))).toEqual([
      { process: 'up', level: 30, msg: 'ready' },
      { process: 'payments', time: expect.any(String), msg: 'Segmentation fault' },
      { process: 'payments', time: expect.any(String), msg: '{"half' },
    ]);
  });
});
