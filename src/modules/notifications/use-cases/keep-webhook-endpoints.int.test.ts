import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { signersOf, webhookReceiver } from '../testing/webhook-receiver.ts';
import { publicEvent, webhooksBench } from '../testing/webhooks-bench.ts';

const bench = webhooksBench();
const { admin, change, clock, create, endpoint, sendDue, tell } = bench;
const receiver = webhookReceiver();

const rotate = (id: string) => change((tx) => bench.rotateWebhookSecret(tx, id));
const seen = (id: string, version: string | undefined = undefined) => ({ id, version });

/** Which of these secrets sign what is sent now. */
async function signing(secrets: readonly string[]): Promise<readonly string[]> {
  await tell(publicEvent());
  await sendDue();
  const arrived = receiver.arrived.at(-1);
  if (!arrived) throw new Error('nothing arrived');
  return signersOf(arrived, secrets);
}

describe('an endpoint', () => {
  it('has a secret that is shown once and lies sealed', async () => {
    const { endpoint: created, secret } = await create(receiver.url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const rows = await admin.sql`select * from notifications.webhook_endpoints where id = ${created.id}`;
    expect(JSON.stringify(rows)).not.toContain(secret.slice('whsec_'.length));
    expect(JSON.stringify(rows)).toMatch(/v1\.old\.[\w-]{80,}/);
    expect(JSON.stringify(await endpoint(created.id))).not.toContain('sealed');
  });

  it('is refused where nothing may be sent, when it is made and when it is changed', async () => {
    const refused = { kind: 'invalid', code: 'notifications.webhook_url_refused', violations: [{ pointer: '/url' }] };
    await expect(create('http://10.0.0.1/')).rejects.toMatchObject(refused);
    const { endpoint: created } = await create(receiver.url);
    const moved = change((tx) => bench.changeWebhookEndpoint(tx, seen(created.id), { url: 'https://printer.local/' }));
    await expect(moved).rejects.toMatchObject(refused);
    expect(await endpoint(created.id)).toMatchObject({ url: receiver.url, version: 1 });
  });

  it('is refused where there are a hundred, also to two who ask for the hundredth at once', async () => {
    for (let made = 0; made < 99; made += 1) await create(receiver.url);
    const last = await Promise.allSettled([create(receiver.url), create(receiver.url)]);
    expect(last.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [refusal] = last.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'notifications.too_many_webhook_endpoints' });
  });

  it('is changed by one of two who saw the same version', async () => {
    const { endpoint: created } = await create(receiver.url);
    const describing = (description: string) =>
      change((tx) => bench.changeWebhookEndpoint(tx, seen(created.id, '1'), { description }));
    const both = await Promise.allSettled([describing('Warehouse'), describing('Depot')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await endpoint(created.id)).toMatchObject({ version: 2 });
    await expect(describing('Barn')).rejects.toMatchObject({ code: 'notifications.stale_webhook_endpoint' });
  });

  it('is gone for everybody once it was deleted', async () => {
    const { endpoint: created } = await create(receiver.url);
    const remove = (version: string) => change((tx) => bench.deleteWebhookEndpoint(tx, seen(created.id, version)));
    await expect(remove('7')).rejects.toMatchObject({ code: 'notifications.stale_webhook_endpoint' });
    await remove('1');
    expect(await endpoint(created.id)).toBeUndefined();
    await expect(remove('1')).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_not_found' });
    await expect(rotate(created.id)).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_not_found' });
  });
});

describe('a new secret', () => {
  it('signs at once, and the one of before beside it until the overlap ends', async () => {
    const { endpoint: created, secret: first } = await create(receiver.url);
    expect(await signing([first])).toEqual([first]);
    const { secret: second, overlapEnds } = await rotate(created.id);
    expect(await signing([first, second])).toEqual([first, second]);
    clock.advance({ seconds: (overlapEnds.getTime() - clock.now().getTime()) / 1_000 - 1 });
    expect(await signing([first, second])).toEqual([first, second]);
    clock.advance({ seconds: 1 });
    expect(await signing([first, second])).toEqual([second]);
  });

  it('is refused while five sign, and where there is no such endpoint', async () => {
    const { endpoint: created } = await create(receiver.url);
    for (let rotated = 0; rotated < 4; rotated += 1) await rotate(created.id);
    await expect(rotate(created.id)).rejects.toMatchObject({ code: 'notifications.too_many_webhook_secrets' });
    clock.advance({ days: 1 });
    await rotate(created.id);
    await expect(rotate(newId())).rejects.toMatchObject({ code: 'notifications.webhook_endpoint_not_found' });
  });
});

describe('the key that secrets are kept under', () => {
  it('can be replaced: all of them are sealed again, and the old one is not needed any more', async () => {
    const { endpoint: created, secret } = await create(receiver.url);
    const { resealWebhookSecrets } = bench.afterRotation();
    expect(await change(resealWebhookSecrets)).toBe(1);
    expect(await change(resealWebhookSecrets)).toBe(0);
    await tell(publicEvent());
    const [claimed] = await bench.claim();
    if (!claimed) throw new Error('nothing was due');
    await bench.withoutOldKey().deliverWebhook.send(claimed, new AbortController().signal);
    expect(receiver.arrived.map((arrived) => signersOf(arrived, [secret]))).toEqual([[secret]]);
    expect(await endpoint(created.id)).toMatchObject({ version: 1 });
  });

  it('cannot be replaced by one that opens nothing', async () => {
    await create(receiver.url);
    await expect(change(bench.withoutOldKey().resealWebhookSecrets)).rejects.toThrow('not on the list');
  });
});
