import { once } from 'node:events';
import { Readable } from 'node:stream';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { OutgoingWebhook } from '../ports/webhook-sender.ts';
import { webhookReceiver } from '../testing/webhook-receiver.ts';
import { httpWebhookSender } from './http-webhook-sender.ts';
import { ForbiddenAddress, guardedConnector, type Resolve } from './webhook-address.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const CHUNK = Buffer.alloc(65_536);
const never = new AbortController().signal;

const receiver = webhookReceiver();
const elsewhere = webhookReceiver();

function sender(more: { readonly timeoutMs?: number; readonly allowLoopback?: boolean; readonly resolve?: Resolve } = {}) {
  const opened = httpWebhookSender({ timeoutMs: 10_000, allowLoopback: true, ...more });
  onTestFinished(() => opened.close());
  return opened;
}

function webhook(url: string, more: Partial<OutgoingWebhook> = {}): OutgoingWebhook {
  const body = '{"type":"order.placed","timestamp":"2026-01-15T12:00:00.000Z","data":{"number":"Ö-1"}}';
  return { url, webhookId: 'msg_1', body, secrets: [SECRET], at: new Date(), ...more };
}

describe('a webhook', () => {
  it('is verified by what its receiver installs, with each secret that signs', async () => {
    const { url, arrived } = receiver;
    const attempt = await sender().send(webhook(url, { secrets: [SECRET, OTHER_SECRET] }), never);
    expect(attempt).toMatchObject({ outcome: 'delivered', status: 204, durationMs: expect.any(Number) });
    const [{ headers, body } = { headers: {}, body: '' }] = arrived;
    expect(headers).toMatchObject({ 'webhook-id': 'msg_1', 'content-type': 'application/json' });
    for (const secret of [SECRET, OTHER_SECRET]) {
      expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({ data: { number: 'Ö-1' } });
    }
    const stranger = new Webhook(`whsec_${Buffer.alloc(32, 9).toString('base64')}`);
    expect(() => stranger.verify(body, { ...headers })).toThrow('No matching signature');
    expect(() => new Webhook(SECRET).verify(`${body} `, { ...headers })).toThrow('No matching signature');
  });

  it.each([
    [200, 'delivered'],
    [299, 'delivered'],
    [400, 'refused'],
    [410, 'refused'],
    [429, 'refused'],
    [500, 'refused'],
  ])('that is answered with %d was %s', async (status, outcome) => {
    receiver.answerWith(status);
    expect(await sender().send(webhook(receiver.url), never)).toMatchObject({ outcome, status });
  });

  it.each([
    ['seconds', 429, '120', 120],
    ['a date', 503, 'Thu, 15 Jan 2026 12:01:00 GMT', 60],
    ['a date that has passed', 503, 'Thu, 15 Jan 2026 11:00:00 GMT', undefined],
    ['nonsense', 429, 'soon', undefined],
    ['seconds, with another status', 500, '120', undefined],
  ])('hears its receiver ask to be left alone, in %s', async (_, status, retryAfter, retryAfterSeconds) => {
    receiver.answerWith(status, { 'retry-after': retryAfter });
    const at = new Date('2026-01-15T12:00:00Z');
    expect(await sender().send(webhook(receiver.url, { at }), never)).toMatchObject({ outcome: 'refused', retryAfterSeconds });
  });

  it('follows no redirect', async () => {
    receiver.answerWith(307, { location: elsewhere.url });
    expect(await sender().send(webhook(receiver.url), never)).toMatchObject({ outcome: 'redirected', status: 307 });
    expect(elsewhere.arrived).toEqual([]);
  });

  it('does not wait longer than it may for an answer that does not come', async () => {
    receiver.hang();
    const attempt = await sender({ timeoutMs: 200 }).send(webhook(receiver.url), never);
    expect(attempt).toMatchObject({ outcome: 'timeout', status: undefined });
  });

  it('reads no more than a little of the answer, however much is sent', async () => {
    let sent = 0;
    function* endless() {
      for (; sent < 500_000_000; sent += CHUNK.length) yield CHUNK;
    }
    receiver.answer((_, response) => void Readable.from(endless()).pipe(response.writeHead(200)));
    expect(await sender().send(webhook(receiver.url), never)).toMatchObject({ outcome: 'delivered', status: 200 });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('was not taken where nobody listens', async () => {
    const attempt = await sender().send(webhook('http://127.0.0.1:9/hook'), never);
    expect(attempt).toMatchObject({ outcome: 'connection', status: undefined });
  });

  it("does not go where a certificate is one of the receiver's own making", async () => {
    // It comes with a self-signed one.
    const server = new SMTPServer({ secure: true }).on('error', () => undefined);
    onTestFinished(() => server.close());
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const attempt = await sender().send(webhook(`https://127.0.0.1:${port}/`), never);
    expect(attempt).toMatchObject({ outcome: 'tls', status: undefined });
  });

  it('does not go to a name that nobody knows', async () => {
    const resolve: Resolve = (_, __, callback) => callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
    const attempt = await sender({ resolve }).send(webhook('https://hooks.example.com/'), never);
    expect(attempt.outcome).toBe('dns');
  });

  it('is hung up on where the process stops, and nothing is said to have come of it', async () => {
    receiver.hang();
    const { url, arrived } = receiver;
    const stopping = new AbortController();
    const sending = sender().send(webhook(url), stopping.signal);
    const stopped = expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    await eventually(() => arrived.length, { is: 1 });
    stopping.abort();
    await stopped;
  });
});

describe('a name that leads to where webhooks must not go', () => {
  it.each([
    ['this machine', ['127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['this machine among others', ['93.184.215.14', '127.0.0.1']],
    ['this machine in IPv6 clothes', ['::ffff:127.0.0.1']],
  ])('is not connected to: %s', async (_, addresses) => {
    const strict = sender({ allowLoopback: false, resolve: always(addresses) });
    const attempt = await strict.send(webhook('https://hooks.example.com/'), never);
    expect(attempt).toMatchObject({ outcome: 'forbidden_address', status: undefined });
  });

  it('is not connected to by its address either', async () => {
    const { url, arrived } = receiver;
    expect(await sender({ allowLoopback: false }).send(webhook(url), never)).toMatchObject({ outcome: 'forbidden_address' });
    expect(arrived).toEqual([]);
  });

  it('is resolved once for each connection: one that changes its mind in between gains nothing', async () => {
    const { arrived, port } = receiver;
    // Of a block that nobody has: the first answer is fit to pass any check, the second would reach us.
    const answers = ['2d00::1', '127.0.0.1'];
    let asked = 0;
    const rebinding: Resolve = (_, __, callback) => {
      const address = answers[Math.min(asked++, 1)] ?? '';
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
    };
    const dispatcher = new Agent({ connect: guardedConnector({ allowLoopback: false }, 500, rebinding), pipelining: 0 });
    onTestFinished(() => dispatcher.destroy());
    const post = () => request(`http://rebinding.example.com:${port}/`, { method: 'POST', body: '{}', dispatcher });
    await expect(post()).rejects.not.toBeInstanceOf(ForbiddenAddress);
    expect(asked).toBe(1);
    await expect(post()).rejects.toBeInstanceOf(ForbiddenAddress);
    expect(asked).toBe(2);
    expect(arrived).toEqual([]);
  });

  it('would be reached were it allowed: the name is what keeps it away', async () => {
    const { arrived, port } = receiver;
    const connect = guardedConnector({ allowLoopback: true }, 5_000, always(['127.0.0.1']));
    const dispatcher = new Agent({ connect, pipelining: 0 });
    onTestFinished(() => dispatcher.destroy());
    await request(`http://rebinding.example.com:${port}/`, { method: 'POST', body: '{}', dispatcher });
    expect(arrived).toHaveLength(1);
  });
});

const always =
  (addresses: readonly string[]): Resolve =>
  (_, __, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
