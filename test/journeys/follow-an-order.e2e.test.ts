import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ServerEvent } from '../../clients/typescript/src/index.ts';
import { type PlacedOrder, shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell, order, submit, follow } = shopping(shop);

const STEPS = ['authorize-payment', 'capture-payment', 'confirm-prices', 'create-shipment', 'hold-stock', 'reserve-stock'];

/** What the stream of an order says after that event, in one connection. */
async function resume({ id, accessKey }: PlacedOrder, after = ''): Promise<readonly ServerEvent[]> {
  const { body } = await shop.asGuest(accessKey).get(`/v1/orders/${id}/events`, { 'last-event-id': after });
  return z.string().parse(body).split('\n\n').flatMap(eventIn);
}

function eventIn(frame: string): ServerEvent[] {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(frame) ?? [];
  return event === '' ? [] : [{ id, event, data: JSON.parse(data) }];
}

const stepsOf = (heard: readonly ServerEvent[]) =>
  heard.flatMap(({ event, data }) => (event === 'step' ? [z.object({ step: z.string() }).parse(data).step] : []));

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
    const answer = await submit(shop.asGuest(), { lines: [{ sku: 'FOLLOW-3', quantity: 1 }], wait: 10 });
    expect(answer).toMatchObject({ status: 201, body: { status: 'confirmed', accessKey: expect.any(String) } });
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
  });
});
