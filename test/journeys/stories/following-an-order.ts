import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ServerEvent } from '../../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { PATIENTLY, type PlacedOrder, shopping } from '../../support/shopping.ts';

const STEPS = ['authorize-payment', 'capture-payment', 'confirm-prices', 'create-shipment', 'hold-stock', 'reserve-stock'];

/** Who watches an order: by its stream, or by waiting for the answer. */
export function followingAnOrder(shop: ShopUnderTest): void {
  const { sell, order, submit, follow } = shopping(shop);

  /** What the stream of an order says after that event, in one connection. */
  const resume = async (
    { id, accessKey }: Pick<PlacedOrder, 'id' | 'accessKey'>,
    after = '',
  ): Promise<readonly ServerEvent[]> => {
    const { body } = await shop.asGuest(accessKey).get(`/v1/orders/${id}/events`, { 'last-event-id': after });
    return z.string().parse(body).split('\n\n').flatMap(eventIn);
  };

  describe('who follows an order', () => {
    it('hears each step once, then the end, and nothing more', async () => {
      await sell('FOLLOW-1');
      const placed = await order({ lines: [{ sku: 'FOLLOW-1', quantity: 1 }], wait: 0 });
      const heard = await follow(placed);
      expect(stepsOf(heard).toSorted()).toEqual(STEPS);
      expect(heard.at(-1)).toMatchObject({ event: 'settled', data: { id: placed.id, status: 'confirmed' } });
    });

    it('and loses the line goes on where it broke off', async () => {
      await sell('FOLLOW-2');
      const placed = await order({ lines: [{ sku: 'FOLLOW-2', quantity: 1 }] });
      const whole = await follow(placed);
      expect(await resume(placed, whole[3]?.id)).toEqual(whole.slice(4));
      const after = { 'last-event-id': whole.at(-1)?.id ?? '' };
      const { id, accessKey } = placed;
      expect(await shop.asGuest(accessKey).get(`/v1/orders/${id}/events`, after)).toMatchObject({ status: 204, body: '' });
    });

    it('waits for the end and gets it, with the key of the guest', async () => {
      await sell('FOLLOW-3');
      const basket = { lines: [{ sku: 'FOLLOW-3', quantity: 1 }], wait: 10, key: newId() };
      const guest = shop.asGuest('a-guest-who-made-up-a-key-of-its-own-000001');
      // A slow machine may take longer than can be waited: the same request again waits for the same order.
      const answer = await eventually(() => submit(guest, basket), { satisfies: ({ status }) => status !== 202, ...PATIENTLY });
      expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed', accessKey: expect.any(String) } });
      expect(answer.headers.get('preference-applied')).toBe('wait=10');
    });
  });
}

function eventIn(frame: string): ServerEvent[] {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(frame) ?? [];
  return event === '' ? [] : [{ id, event, data: JSON.parse(data) }];
}

const stepsOf = (heard: readonly ServerEvent[]) =>
  heard.flatMap(({ event, data }) => (event === 'step' ? [z.object({ step: z.string() }).parse(data).step] : []));
