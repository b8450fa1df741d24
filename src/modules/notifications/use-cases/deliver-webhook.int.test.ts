import { describe, expect, it } from 'vitest';
import { WebhookEndpointDisabledV1 } from '#contracts/notifications/webhook-endpoint-disabled.v1.ts';
import { RETRY_SECONDS } from '../domain/webhook-delivery.ts';
import { signersOf, webhookReceiver } from '../testing/webhook-receiver.ts';
import { publicEvent, webhooksBench } from '../testing/webhooks-bench.ts';

const bench = webhooksBench();
const { clock, events, create, tell, sendDue, claim, attempt, log } = bench;
const receiver = webhookReceiver();
const other = webhookReceiver();

const idsOf = ({ arrived }: typeof receiver) => arrived.map(({ headers }) => headers['webhook-id']);

describe('a webhook', () => {
  it('arrives as it was told, signed, and is in the log', async () => {
    const { endpoint, secret } = await create(receiver.url);
    const event = publicEvent();
    await tell(event);
    await sendDue();
    const [arrived] = receiver.arrived;
    expect(JSON.parse(arrived?.body ?? '')).toEqual({
      type: 'order.placed',
      timestamp: event.timestamp.toISOString(),
      data: { number: 'T-1', sequence: 1 },
    });
    expect(arrived && signersOf(arrived, [secret])).toEqual([secret]);
    const [delivery] = await log(endpoint.id);
    expect(delivery).toMatchObject({ status: 'delivered', eventId: event.id, eventType: 'order.placed' });
    expect(delivery?.attempts).toEqual([
      { deliveryId: delivery?.id, number: 1, at: clock.now(), outcome: 'delivered', status: 204, durationMs: expect.any(Number) },
    ]);
    expect(await sendDue()).toBe(0);
  });

  it('is tried again when its time has come and not before, with the same webhook-id, until it fails for good', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    receiver.answerWith(500);
    for (const seconds of RETRY_SECONDS) {
      expect(await sendDue()).toBe(1);
      await bench.heal(endpoint.id);
      clock.advance({ seconds: seconds - 1 });
      expect(await sendDue()).toBe(0);
      clock.advance({ seconds: 1 + 0.2 * seconds });
    }
    expect(await sendDue()).toBe(1);
    expect(receiver.arrived).toHaveLength(10);
    expect(new Set(idsOf(receiver)).size).toBe(1);
    const [delivery] = await log(endpoint.id);
    expect(delivery).toMatchObject({ status: 'failed', nextAttemptAt: undefined });
    expect(delivery?.attempts.map(({ number, status }) => [number, status])[0]).toEqual([10, 500]);
    clock.advance({ days: 30 });
    expect(await sendDue()).toBe(0);
  });

  it('leaves its receiver alone for as long as that asks', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    receiver.answerWith(429, { 'retry-after': '3600' });
    expect(await sendDue()).toBe(1);
    await bench.heal(endpoint.id);
    clock.advance({ seconds: 3_599 });
    expect(await sendDue()).toBe(0);
    clock.advance({ seconds: 1 + 720 });
    expect(await sendDue()).toBe(1);
  });

  it('is sent again with the same webhook-id where a process dies after the receiver took it', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    const [claimed] = await claim();
    if (!claimed) throw new Error('nothing was due');
    const outcome = await bench.send(claimed);
    // The process that should have recorded it is gone. Nobody else has it before its claim lapses.
    expect(await sendDue()).toBe(0);
    clock.advance({ seconds: 61 });
    const [again] = await claim();
    if (!again) throw new Error('the claim did not lapse');
    await attempt(again);
    // It was not gone after all, and comes too late to change anything.
    await bench.settle(claimed, { ...outcome, outcome: 'refused' });
    expect(idsOf(receiver)).toEqual([idsOf(receiver)[0], idsOf(receiver)[0]]);
    const [delivery] = await log(endpoint.id);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: [{ number: 2 }] });
  });

  it('is claimed by one of several processes that look at the same time', async () => {
    await create(receiver.url);
    await create(other.url);
    await tell(publicEvent(), publicEvent(), publicEvent());
    const claims = await Promise.all([claim(), claim(), claim(), claim()]);
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('an endpoint', () => {
  it('gets four at a time and no more, whoever sends them', async () => {
    await create(receiver.url);
    await tell(...Array.from({ length: 10 }, () => publicEvent()));
    const first = await claim();
    expect(first).toHaveLength(4);
    expect(await claim()).toEqual([]);
    await Promise.all(first.map(attempt));
    expect(await claim()).toHaveLength(4);
  });

  it('takes turns with others, the one that has much to get too', async () => {
    const busy = await create(receiver.url, { eventTypes: ['stock.changed'] });
    await tell(...Array.from({ length: 50 }, () => publicEvent({ type: 'stock.changed' })));
    clock.advance({ seconds: 60 });
    const quiet = await create(other.url, { eventTypes: ['order.placed'] });
    await tell(publicEvent());
    const claimed = await claim({ healthy: 2 });
    expect(new Set(claimed.map(({ endpointId }) => endpointId))).toEqual(new Set([busy.endpoint.id, quiet.endpoint.id]));
  });

  it('that failed gets one at a time, from the few places of those that fail', async () => {
    await create(receiver.url);
    await tell(...Array.from({ length: 6 }, () => publicEvent()));
    receiver.answerWith(500);
    expect(await sendDue()).toBe(4);
    clock.advance({ seconds: 10 });
    expect(await claim({ failing: 0 })).toEqual([]);
    expect(await claim({ healthy: 0 })).toHaveLength(1);
    expect(await claim({ healthy: 0 })).toEqual([]);
  });

  it('that keeps failing is left alone for a while, and does well again after one success', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(...Array.from({ length: 6 }, () => publicEvent()));
    receiver.answerWith(503);
    await sendDue();
    clock.advance({ seconds: 6 });
    await sendDue();
    expect((await bench.endpoint(endpoint.id))?.failingSince).toBeDefined();
    expect(await sendDue()).toBe(0);
    clock.advance({ seconds: 10 });
    receiver.answerWith(204);
    expect(await sendDue()).toBe(1);
    expect((await bench.endpoint(endpoint.id))?.failingSince).toBeUndefined();
    clock.advance({ minutes: 10 });
    expect(await sendDue()).toBe(4);
  });

  it('that has failed for days is disabled, and its owner is told', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    receiver.answerWith(500);
    const failingSince = clock.now().toISOString();
    await sendDue();
    clock.advance({ days: 5 });
    await sendDue();
    expect(await bench.endpoint(endpoint.id)).toMatchObject({ disabledBecause: 'failing', version: 2 });
    expect(events.messagesOf(WebhookEndpointDisabledV1)).toMatchObject([
      { subject: endpoint.id, sequence: 1, payload: { endpointId: endpoint.id, reason: 'failing', failingSince } },
    ]);
    clock.advance({ days: 1 });
    expect(await sendDue()).toBe(0);
  });

  it('that is gone is disabled at once, and once', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent(), publicEvent());
    receiver.answerWith(410);
    expect(await sendDue()).toBe(2);
    expect(await bench.endpoint(endpoint.id)).toMatchObject({ disabledBecause: 'gone' });
    expect(events.messagesOf(WebhookEndpointDisabledV1)).toHaveLength(1);
  });

  it('that was deleted gets nothing more', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    await bench.change((tx) => bench.deleteWebhookEndpoint(tx, { id: endpoint.id, version: undefined }));
    expect(await sendDue()).toBe(0);
    await tell(publicEvent());
    expect(receiver.arrived).toEqual([]);
  });
});
