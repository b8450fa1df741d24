import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { webhookReceiver } from '../testing/webhook-receiver.ts';
import { publicEvent, webhooksBench } from '../testing/webhooks-bench.ts';

const bench = webhooksBench();
const { change, clock, create, log, sendDue, tell } = bench;
const receiver = webhookReceiver();

const replay = (id: string) => change((tx) => bench.replayWebhooks.one(tx, id));
const setEnabled = (id: string, enabled: boolean) =>
  change((tx) => bench.changeWebhookEndpoint(tx, { id, version: undefined }, { enabled }));
const statuses = async (id: string) => (await log(id)).map(({ status }) => status).toSorted();

async function deliveredOnce() {
  const { endpoint } = await create(receiver.url);
  await tell(publicEvent());
  await sendDue();
  const [delivery] = await log(endpoint.id);
  if (!delivery) throw new Error('nothing was noted');
  return { endpoint, delivery };
}

describe('a delivery that is replayed', () => {
  it('is sent again under the same webhook-id, and goes on counting its attempts', async () => {
    const { endpoint, delivery } = await deliveredOnce();
    await replay(delivery.id);
    expect(await statuses(endpoint.id)).toEqual(['pending']);
    await sendDue();
    const [first, second] = receiver.arrived;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    const attempts = (await bench.delivery(delivery.id))?.attempts ?? [];
    expect(attempts.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('has all its tries again, and need not wait for the pause of an endpoint that failed', async () => {
    const { endpoint } = await create(receiver.url);
    receiver.answerWith(500);
    await tell(...Array.from({ length: 5 }, () => publicEvent()));
    await sendDue();
    await sendDue();
    expect(await sendDue()).toBe(0);
    const [delivery] = await log(endpoint.id);
    await replay(String(delivery?.id));
    receiver.answerWith(200);
    expect(await sendDue()).toBe(1);
    expect(await bench.delivery(String(delivery?.id))).toMatchObject({ status: 'delivered' });
  });

  it('is refused where there is none, or its endpoint is disabled or gone', async () => {
    await expect(replay(newId())).rejects.toMatchObject({ code: 'notifications.webhook_delivery_not_found' });
    const { endpoint, delivery } = await deliveredOnce();
    await setEnabled(endpoint.id, false);
    await expect(replay(delivery.id)).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_disabled' });
    await change((tx) => bench.deleteWebhookEndpoint(tx, { id: endpoint.id, version: undefined }));
    await expect(replay(delivery.id)).rejects.toMatchObject({ code: 'notifications.webhook_delivery_not_found' });
  });

  it('is replayed once where two ask at the same time, while others are being sent', async () => {
    const { delivery } = await deliveredOnce();
    await Promise.all([replay(delivery.id), replay(delivery.id), sendDue()]);
    await sendDue();
    expect(await bench.delivery(delivery.id)).toMatchObject({ status: 'delivered' });
  });
});

describe('what an endpoint missed', () => {
  it('while it was disabled is noted, and replayed since a time', async () => {
    const { endpoint } = await create(receiver.url);
    await tell(publicEvent());
    await sendDue();
    await setEnabled(endpoint.id, false);
    clock.advance({ minutes: 1 });
    await tell(publicEvent({ data: { number: 'T-2' } }));
    clock.advance({ minutes: 1 });
    const since = clock.now();
    await tell(publicEvent({ data: { number: 'T-3' } }), publicEvent({ data: { number: 'T-4' } }));
    expect(await statuses(endpoint.id)).toEqual(['delivered', 'missed', 'missed', 'missed']);
    expect(await sendDue()).toBe(0);
    const input = { endpointId: endpoint.id, since, statuses: ['failed', 'missed'] as const };
    const replaySince = () => change((tx) => bench.replayWebhooks.since(tx, { ...input, until: new Date('2100-01-01') }));
    await expect(replaySince()).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_disabled' });
    await setEnabled(endpoint.id, true);
    expect(await replaySince()).toEqual({ count: 2, more: false });
    await sendDue();
    const told = receiver.arrived.map(({ body }) => /T-\d/.exec(body)?.[0]).toSorted();
    expect(told).toEqual(['T-1', 'T-3', 'T-4']);
    expect(await replaySince()).toEqual({ count: 0, more: false });
  });

  it('cannot be replayed for an endpoint that is not there', async () => {
    const input = { endpointId: newId(), since: clock.now(), statuses: ['failed'] as const };
    const absent = change((tx) => bench.replayWebhooks.since(tx, input));
    await expect(absent).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_not_found' });
  });
});

describe('a test', () => {
  const test = (id: string) => change((tx) => bench.sendTestWebhook(tx, id));

  it('goes to the one endpoint, whatever that wants to hear, and once', async () => {
    const { endpoint } = await create(receiver.url, { eventTypes: ['stock.changed'] });
    await create(receiver.url);
    receiver.answerWith(500);
    const id = await test(endpoint.id);
    expect(await sendDue()).toBe(1);
    expect(JSON.parse(receiver.arrived[0]?.body ?? '')).toMatchObject({
      type: 'webhook.test',
      data: { endpointId: endpoint.id },
    });
    expect(await bench.delivery(id)).toMatchObject({ status: 'failed', attempts: [{ status: 500, outcome: 'refused' }] });
  });

  it('is refused for an endpoint that is disabled or not there', async () => {
    const { endpoint } = await create(receiver.url, { enabled: false });
    await expect(test(endpoint.id)).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_disabled' });
    await expect(test(newId())).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_not_found' });
  });
});

describe('the log', () => {
  const prune = () => change(bench.pruneWebhookLog);

  it('forgets what is old, and what was sent to an endpoint that is gone', async () => {
    const { endpoint } = await deliveredOnce();
    clock.advance({ days: 29 });
    await tell(publicEvent());
    clock.advance({ days: 2 });
    expect(await prune()).toBe(false);
    expect(await log(endpoint.id)).toHaveLength(1);
    const counts = () => bench.admin.sql`
      select (select count(*)::int from notifications.webhook_events) as events,
        (select count(*)::int from notifications.webhook_endpoints) as endpoints,
        (select count(*)::int from notifications.webhook_deliveries) as deliveries`;
    expect(await counts()).toEqual([{ events: 1, endpoints: 1, deliveries: 1 }]);
    await change((tx) => bench.deleteWebhookEndpoint(tx, { id: endpoint.id, version: undefined }));
    await prune();
    expect(await counts()).toEqual([{ events: 1, endpoints: 0, deliveries: 0 }]);
    clock.advance({ days: 31 });
    await prune();
    expect(await counts()).toEqual([{ events: 0, endpoints: 0, deliveries: 0 }]);
  });
});
