import { expect, it } from 'vitest';
import { tagOf } from './tag.ts';

const dashboard = (asOf: string, stale: boolean, name: string) => ({ asOf, stale, profile: { asOf, stale, name } });

it('stays while nothing but the time goes on', () => {
  expect(tagOf(dashboard('12:01', false, 'Ada'))).toBe(tagOf(dashboard('12:00', false, 'Ada')));
});

it('changes with what is shown, when it becomes stale, and with how old it is then', () => {
  const tags = [
    dashboard('12:00', false, 'Ada'),
    dashboard('12:00', false, 'Grace'),
    dashboard('12:00', true, 'Ada'),
    dashboard('12:01', true, 'Ada'),
  ].map(tagOf);
  expect(new Set(tags).size).toBe(4);
});
