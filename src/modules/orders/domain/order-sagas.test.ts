import { describe, expect, it } from 'vitest';
import { nextDeadline, type SagaInput } from '#shared-kernel/saga/definition.ts';
import {
  begin,
  cancel,
  done,
  refused,
  resolve,
  retry,
  tick,
  undone,
  undoRefused,
  walk,
} from '#shared-kernel/testing/walk-saga.ts';
import { orderSagas } from './order-sagas.ts';

const { 'place-order': place, 'cancel-order': cancelling } = orderSagas(30);

const STEPS = [
  'confirm-prices',
  'hold-stock',
  'authorize-payment',
  'reserve-stock',
  'create-shipment',
  'capture-payment',
] as const;
type Step = (typeof STEPS)[number];
/** The story of an order until `step` has been asked for. */
const until = (step: Step): SagaInput[] => [begin, ...STEPS.slice(0, STEPS.indexOf(step)).map(done)];
/** What has to be undone, in this order, once `step` was asked for. */
const undoneAfter: Record<Step, readonly string[]> = {
  'confirm-prices': ['hold-stock'],
  'hold-stock': ['hold-stock'],
  'authorize-payment': ['authorize-payment', 'hold-stock'],
  'reserve-stock': ['reserve-stock', 'authorize-payment'],
  'create-shipment': ['create-shipment', 'reserve-stock', 'authorize-payment'],
  'capture-payment': ['capture-payment', 'create-shipment', 'reserve-stock', 'authorize-payment'],
};
const undos = (effects: readonly string[]) =>
  effects.filter((effect) => effect.startsWith('undo ')).map((effect) => effect.slice(5));

describe('an order that goes well', () => {
  it('asks for prices and stock at once, then for each next step when the one before is done', () => {
    const { state, effects } = walk(place, begin, ...STEPS.map(done));
    expect(effects).toEqual([...STEPS.map((step) => `act ${step}`), 'finished done']);
    expect(state.phase).toBe('done');
    expect(nextDeadline(state)).toBeUndefined();
  });

  it('waits for both prices and stock, whichever answers first', () => {
    expect(walk(place, begin, done('hold-stock')).effects).toEqual(['act confirm-prices', 'act hold-stock']);
    expect(walk(place, begin, done('hold-stock'), done('confirm-prices')).effects.at(-1)).toBe('act authorize-payment');
  });
});

describe.each(STEPS)('when %s', (step) => {
  it('is answered twice, the second answer changes nothing', () => {
    const { state, before, effects } = walk(place, ...until(step), done(step), done(step));
    expect(state).toEqual(before);
    expect(effects.filter((effect) => effect === `act ${step}`)).toHaveLength(1);
  });

  it('is refused, everything before it is undone in reverse, and it is not', () => {
    // A reservation that was refused leaves the hold as it was: there is that to undo.
    const expected =
      step === 'reserve-stock' ? ['authorize-payment', 'hold-stock'] : undoneAfter[step].filter((name) => name !== step);
    const { state, effects } = walk(place, ...until(step), refused(step), ...expected.map(undone));
    expect(undos(effects)).toEqual(expected);
    expect(state).toMatchObject({ phase: 'undone', failure: { code: 'x.no' } });
  });

  it('does not answer in time, it is undone with the rest: it may have happened', () => {
    const expected = undoneAfter[step];
    const { state, effects } = walk(place, ...until(step), tick, ...expected.map(undone));
    expect(undos(effects)).toEqual(expected);
    expect(state).toMatchObject({ phase: 'undone', failure: { code: 'orders.step_timeout' } });
  });

  it('is under way when the customer cancels, it is undone with the rest', () => {
    const expected = undoneAfter[step];
    const { state, effects } = walk(place, ...until(step), cancel, ...expected.map(undone));
    expect(undos(effects)).toEqual(expected);
    expect(state).toMatchObject({ phase: 'undone', failure: { code: 'x.cancelled' } });
    expect(effects.at(-1)).toBe('finished undone');
  });

  it('answers after the order has turned back, the answer changes nothing', () => {
    for (const late of [done(step), refused(step)]) {
      const { state, before } = walk(place, ...until(step), cancel, late);
      expect(state).toEqual(before);
    }
  });

  it('has an undo that is answered twice, the second answer changes nothing', () => {
    const [first = ''] = undoneAfter[step];
    const { state, before } = walk(place, ...until(step), cancel, undone(first), undone(first));
    expect(state).toEqual(before);
  });

  it('has an undo that is never answered, it is asked for eight times and then needs a person', () => {
    const [first = ''] = undoneAfter[step];
    // Each further try waits twice as long as the one before; days apart, all of them are overdue.
    const { state, effects } = walk(place, ...until(step), cancel, ...Array.from({ length: 8 }, () => tick));
    expect(undos(effects)).toEqual(Array.from({ length: 8 }, () => first));
    expect(state.phase).toBe('stuck');
    expect(effects.at(-1)).toBe('finished stuck');
  });

  it('is stuck in its undo, a person can have it tried again, and the saga goes on', () => {
    const expected = undoneAfter[step];
    const stuck = [...until(step), cancel, ...Array.from({ length: 8 }, () => tick)];
    const { state, effects } = walk(place, ...stuck, retry, ...expected.map(undone));
    expect(undos(effects).slice(8)).toEqual(expected);
    expect(state.phase).toBe('undone');
  });

  it('is stuck in its undo, a person can do it by hand, and the saga goes on', () => {
    const [first = '', ...rest] = undoneAfter[step];
    const stuck = [...until(step), cancel, ...Array.from({ length: 8 }, () => tick)];
    const { state, timeline } = walk(place, ...stuck, resolve, ...rest.map(undone));
    expect(timeline).toContain(`${first}: resolved by hand`);
    expect(state.phase).toBe('undone');
  });

  it('is stuck in its undo and answers after all, the saga goes on by itself', () => {
    const expected = undoneAfter[step];
    const stuck = [...until(step), cancel, ...Array.from({ length: 8 }, () => tick)];
    expect(walk(place, ...stuck, ...expected.map(undone)).state.phase).toBe('undone');
  });
});

describe('an undo that is refused', () => {
  it('needs a person at once: asking again would not help', () => {
    const { state, effects } = walk(
      place,
      ...until('capture-payment'),
      cancel,
      undone('capture-payment'),
      undoRefused('create-shipment'),
    );
    expect(state.phase).toBe('stuck');
    expect(effects.at(-1)).toBe('finished stuck');
  });
});

describe('what comes before its time or after the end', () => {
  it('changes nothing', () => {
    const finished = walk(place, begin, ...STEPS.map(done)).state;
    for (const input of [...STEPS.map(done), ...STEPS.map(refused), ...STEPS.map(undone), cancel, tick, retry, resolve]) {
      expect(walk(place, begin, ...STEPS.map(done), input).state).toEqual(finished);
    }
    const begun = walk(place, begin).state;
    for (const step of STEPS.slice(2)) expect(walk(place, begin, done(step)).state).toEqual(begun);
  });
});

describe('the cancellation of a confirmed order', () => {
  it('calls off the shipment first, then gives back money and stock at once', () => {
    const { state, effects } = walk(cancelling, begin, done('cancel-shipment'), done('release-stock'), done('refund-payment'));
    expect(effects).toEqual(['act cancel-shipment', 'act refund-payment', 'act release-stock', 'finished done']);
    expect(state.phase).toBe('done');
  });

  it('ends with nothing done where the carrier has the shipment', () => {
    const { state, effects } = walk(cancelling, begin, refused('cancel-shipment'));
    expect(effects).toEqual(['act cancel-shipment', 'finished undone']);
    expect(state.phase).toBe('undone');
  });

  it('asks again and again for money that was not given back, and then needs a person', () => {
    const begun = [begin, done('cancel-shipment'), done('release-stock')];
    const { state, effects } = walk(cancelling, ...begun, ...Array.from({ length: 8 }, () => tick));
    expect(effects.filter((effect) => effect === 'act refund-payment')).toHaveLength(8);
    expect(state.phase).toBe('stuck');
    expect(walk(cancelling, ...begun, ...Array.from({ length: 8 }, () => tick), done('refund-payment')).state.phase).toBe('done');
    expect(walk(cancelling, ...begun, ...Array.from({ length: 8 }, () => tick), retry, done('refund-payment')).state.phase).toBe(
      'done',
    );
    expect(walk(cancelling, ...begun, ...Array.from({ length: 8 }, () => tick), resolve).state.phase).toBe('done');
  });
});
