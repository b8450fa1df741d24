import { expect, it } from 'vitest';
import { freshness, oldestOf } from './freshness.ts';

const NOW = new Date('2026-01-15T12:00:00.000Z');

it('is as of now where nothing waits, and as of then where something does', () => {
  expect(freshness(NOW, 0, 15)).toEqual({ asOf: NOW, stale: false });
  expect(freshness(NOW, 15, 15)).toEqual({ asOf: new Date('2026-01-15T11:59:45.000Z'), stale: false });
  expect(freshness(NOW, 60, 15)).toEqual({ asOf: new Date('2026-01-15T11:59:00.000Z'), stale: true });
});

it('claims nothing where nobody can tell', () => {
  expect(freshness(NOW, Number.POSITIVE_INFINITY, 15)).toEqual({ asOf: new Date(0), stale: true });
});

it('is that of the oldest of several', () => {
  const [fresh, late, later] = [0, 20, 40].map((seconds) => freshness(NOW, seconds, 30));
  if (!fresh || !late || !later) throw new Error('three ages make three');
  expect(oldestOf(fresh, later, late)).toBe(later);
  expect(oldestOf(late)).toBe(late);
});
