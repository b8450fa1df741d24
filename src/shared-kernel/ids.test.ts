import { expect, it, vi } from 'vitest';
import { isId, newId } from './ids.ts';

it('ids are UUIDs of version 7, each other than all before it and behind them', () => {
  const ids = Array.from({ length: 5_000 }, newId);
  expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

it('an id tells when it was made', () => {
  const before = Date.now();
  const madeAt = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
  expect(madeAt).toBeGreaterThanOrEqual(before);
  expect(madeAt).toBeLessThanOrEqual(Date.now());
});

it('ids stay in their order where the clock is set back', () => {
  vi.useFakeTimers({ now: Date.now() + 10_000 });
  const first = newId();
  vi.setSystemTime(Date.now() - 5_000);
  expect(newId() > first).toBe(true);
  vi.useRealTimers();
});
