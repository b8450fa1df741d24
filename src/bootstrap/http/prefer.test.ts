import { expect, it } from 'vitest';
import { secondsToWait } from './prefer.ts';

it.each([
  [undefined, 0],
  ['', 0],
  ['respond-async', 0],
  ['wait=5', 5],
  ['respond-async, WAIT = "7"; foo="bar"', 7],
  ['wait=3, wait=9', 3],
  ['wait=3600', 10],
  ['wait=-1', 0],
  ['wait=soon', 0],
  ['await=5', 0],
])('reads %j as a wait of %i seconds', (prefer, seconds) => {
  expect(secondsToWait(prefer)).toBe(seconds);
});
