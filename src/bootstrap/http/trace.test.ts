import { expect, it } from 'vitest';
import { traceOf } from './trace.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

it('goes on with a well-formed trace, under a span of its own and with the flags of the caller', () => {
  const { traceId, traceparent } = traceOf(undefined, `00-${TRACE}-${SPAN}-00`);
  expect(traceId).toBe(TRACE);
  expect(traceparent).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-00$`));
});

it('reads a later version as far as it knows it, and hands on no flag that it does not', () => {
  for (const header of [`01-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-ff-what-the-future-will-be-like`]) {
    expect(traceOf(undefined, header).traceId).toBe(TRACE);
  }
  expect(traceOf(undefined, `00-${TRACE}-${SPAN}-ff`).traceparent).toMatch(/-03$/);
});

it.each([
  ['of the forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['with a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['with a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['in capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['of version 00 with more than that says', `00-${TRACE}-${SPAN}-01-more`],
  ['of another version with more that is not set apart', `01-${TRACE}-${SPAN}-01more`],
  ['that is no trace', 'hello'],
])('begins a trace of its own for one %s', (_, header) => {
  expect(traceOf(undefined, header).traceId).not.toBe(TRACE);
});

it('keeps a request id that is printable and short, and makes one otherwise', () => {
  expect(traceOf('order-7/try-2', undefined).requestId).toBe('order-7/try-2');
  for (const id of ['', 'two words', 'line\nbreak', 'ü', 'x'.repeat(129)]) {
    expect(traceOf(id, undefined).requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  }
});
