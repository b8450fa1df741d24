import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { webhookReceiver } from '../testing/webhook-receiver.ts';
import { publicEvent, webhooksBench } from '../testing/webhooks-bench.ts';
import { WebhookWorker } from './webhook-worker.ts';

const bench = webhooksBench();
const { platform, create, log, tell } = bench;
const receiver = webhookReceiver();
const dead = webhookReceiver();

function working(): WebhookWorker {
  const worker = new WebhookWorker({ ...platform, deliverWebhook: bench.deliverWebhook, pollMs: 1_000 });
  worker.start();
  onTestFinished(() => worker.stop());
  return worker;
}

const many = (count: number) => Array.from({ length: count }, () => publicEvent());
const waiting = { withinMs: 30_000 };

describe('the sending of webhooks', () => {
  it('goes on for all others while some endpoints hang', async () => {
    dead.hang();
    const hanging = await Promise.all([1, 2, 3].map(() => create(dead.url)));
    await create(receiver.url);
    working();
    await tell(...many(50));
    await eventually(() => receiver.arrived.length, { is: 50, ...waiting });
    // None of the three was given up meanwhile: they hold on to their few connections and to no more.
    const logs = await Promise.all(hanging.map(({ endpoint }) => log(endpoint.id)));
    expect(logs.flat().every(({ status }) => status === 'pending')).toBe(true);
    expect(dead.open()).toBeLessThanOrEqual(12);
  });

  it('begins as soon as there is something to send', async () => {
    working();
    await create(receiver.url);
    await tell(publicEvent());
    await eventually(() => receiver.arrived.length, { is: 1, ...waiting });
  });

  it('lets what is under way end when it stops, and begins nothing more', async () => {
    const { endpoint } = await create(receiver.url);
    let finish: () => void = () => undefined;
    receiver.answer((_, response) => {
      finish = () => response.writeHead(204).end();
    });
    const worker = working();
    await tell(publicEvent());
    await eventually(() => receiver.arrived.length, { is: 1, ...waiting });
    const stopped = worker.stop();
    await tell(publicEvent());
    finish();
    await stopped;
    const statuses = (await log(endpoint.id)).map(({ status }) => status);
    expect(statuses).toEqual(['pending', 'delivered']);
  });

  it('hangs up in the end, and leaves what it cut off to whoever looks next', async () => {
    const { endpoint } = await create(dead.url);
    dead.hang();
    const worker = working();
    await tell(publicEvent());
    await eventually(() => dead.arrived.length, { is: 1, ...waiting });
    await worker.stop(0);
    expect(await log(endpoint.id)).toMatchObject([{ status: 'pending', attempts: [] }]);
  });
});
