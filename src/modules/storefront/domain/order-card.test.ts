import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import type { OrderFact } from './fact.ts';
import { orderCards } from './order-card.ts';

const orderId = newId();
const userId = newId();
const details = { number: 'T-1', total: { amountMinor: 5, currency: 'EUR' }, lines: [] };
const KINDS = ['order_placed', 'order_stuck', 'order_confirmed', 'order_cancelled'] as const;

/** What happened to an order in this order, a minute after the other. */
function lifeOf(kinds: readonly OrderFact['kind'][]): readonly OrderFact[] {
  return kinds.map((kind, index) => {
    const about = { subject: orderId, sequence: index + 1, userId, at: new Date(Date.UTC(2026, 0, 15, 12, index)) };
    return kind === 'order_stuck' ? { ...about, kind, body: {} } : { ...about, kind, body: details };
  });
}

describe('the card of an order', () => {
  it('has the status that was told last, and begins when the order did', () => {
    expect(orderCards(lifeOf(['order_placed', 'order_confirmed']))).toEqual([
      { orderId, userId, sequence: 2, status: 'confirmed', placedAt: new Date('2026-01-15T12:00:00.000Z'), details },
    ]);
  });

  it('has no details while only a stuck saga was heard of', () => {
    expect(orderCards(lifeOf(['order_stuck']))).toMatchObject([{ status: 'needs_attention', details: undefined }]);
  });

  it('is the same in whatever order and however often its facts come', () => {
    const Life = fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 6 }).map(lifeOf);
    const Told = Life.chain((life) =>
      fc.record({
        life: fc.constant(life),
        told: fc
          .array(fc.constantFrom(...life), { maxLength: 10 })
          .chain((repeated) => fc.shuffledSubarray([...life, ...repeated], { minLength: life.length + repeated.length })),
      }),
    );
    const property = fc.property(Told, ({ life, told }) => {
      expect(orderCards(told)).toEqual(orderCards(life));
    });
    fc.assert(property);
  });
});
