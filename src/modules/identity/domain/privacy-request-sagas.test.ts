import { describe, expect, it } from 'vitest';
import { explore, sagaBehaviour, withTwoTries } from '#shared-kernel/testing/saga-behaviour.ts';
import { begin, done, resolve, retry, tick, walk } from '#shared-kernel/testing/walk-saga.ts';
import { privacyRequestSagas } from './privacy-request-sagas.ts';

const sagas = privacyRequestSagas(60);
for (const saga of Object.values(sagas)) sagaBehaviour(saga);

describe.each(Object.values(sagas))('with what modules can answer, $name', (saga) => {
  const definition = withTwoTries(saga);
  const steps = definition.stages.flat().map(({ name }) => name);
  const states = explore(definition, [begin, tick, retry, resolve, ...steps.map(done)]);

  it('never turns back', () => {
    const phases = new Set(states.map(({ phase }) => phase));
    expect([...phases].toSorted()).toEqual(['done', 'forward', 'stuck']);
  });

  it('is not done while a module has yet to answer', () => {
    for (const { steps: each } of states.filter(({ phase }) => phase === 'done')) {
      expect(Object.values(each).every(({ phase }) => phase === 'done')).toBe(true);
    }
  });
});

describe('an erasure', () => {
  const { 'erase-user': erasure } = sagas;
  const others = ['payments', 'shipping', 'notifications', 'storefront'];

  it('waits for orders, and then asks all others at once', () => {
    expect(walk(erasure, begin).effects).toEqual(['act orders']);
    expect(walk(erasure, begin, done('orders')).effects.slice(1)).toEqual(others.map((module) => `act ${module}`));
  });

  it('asks nine times and then needs a person; an answer after all brings it to its end', () => {
    const silence = Array.from({ length: 9 }, () => tick);
    const { state, effects } = walk(erasure, begin, ...silence);
    expect(effects.filter((effect) => effect === 'act orders')).toHaveLength(9);
    expect(state.phase).toBe('stuck');
    expect(walk(erasure, begin, ...silence, done('orders'), ...others.map(done)).state.phase).toBe('done');
  });
});

it('an export asks all modules at once, identity among them', () => {
  const asked = ['identity', 'orders', 'payments', 'shipping', 'notifications', 'storefront'];
  expect(walk(sagas['export-user'], begin).effects).toEqual(asked.map((module) => `act ${module}`));
});
