import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { forwardingBench } from './gateway.ts';
import { json, named } from './instance.ts';

const bench = forwardingBench();

describe('a request to a module elsewhere', () => {
  it('arrives as it was sent, with what only the gateway knows, and without what is forged', async () => {
    const instance = await bench.instance(named('tea'));
    const gateway = await bench.gateway([instance]);
    const sent = request(new URL('/v1/tea?kind=green&n=1', gateway.url), {
      method: 'POST',
      headers: {
        connection: 'keep-alive, x-hop',
        'x-hop': 'for the gateway alone',
        te: 'trailers',
        expect: '100-continue',
        authorization: 'Bearer ada',
        'content-type': 'application/json',
        'content-length': 12,
        'x-request-id': 'request-1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-forwarded-for': '198.51.100.7, 203.0.113.9',
        'x-forwarded-host': 'forged.example',
        forwarded: 'for=forged',
        'tessera-deadline-ms': '999999',
        'tessera-service-token': 'forged',
        host: 'shop.example',
      },
    });
    sent.end('{"sugar": 2}');
    const [answer] = await once(sent, 'response');
    expect(await text(answer)).toBe('{"by":"tea"}');
    const [arrived] = instance.seen;
    expect([arrived?.method, arrived?.url]).toEqual(['POST', '/v1/tea?kind=green&n=1']);
    expect(arrived?.headers).toMatchObject({
      host: instance.address,
      via: '1.1 tessera',
      authorization: 'Bearer ada',
      'content-length': '12',
      'x-request-id': 'request-1',
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)/),
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'http',
      'tessera-service-token': 'token-for-tea',
    });
    expect(Number(arrived?.headers['tessera-deadline-ms'])).toBeLessThanOrEqual(30_000);
    for (const name of ['te', 'x-hop', 'expect', 'forwarded']) expect(arrived?.headers).not.toHaveProperty(name);
  });

  it('is answered as the module answers, but for what concerns one connection alone', async () => {
    const instance = await bench.instance((_, response) =>
      json(
        response,
        { by: 'tea' },
        { etag: '"7"', vary: 'accept-encoding', connection: 'close, x-hop', 'x-hop': 'for the gateway alone' },
      ),
    );
    const gateway = await bench.gateway([instance]);
    const answer = await gateway.ask('/v1/tea', { headers: { 'x-request-id': 'request-2' } });
    expect([answer.status, await answer.json()]).toEqual([200, { by: 'tea' }]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: '"7"',
      'x-request-id': 'request-2',
      'x-frame-options': 'DENY',
    });
    expect([answer.headers.get('x-hop'), answer.headers.get('connection')]).toEqual([null, 'keep-alive']);
  });

  it('is answered without a body where there is none', async () => {
    const instance = await bench.instance((asked, response) => {
      if (asked.method === 'HEAD') response.writeHead(200, { 'content-type': 'application/json', 'content-length': 12 }).end();
      else response.writeHead(304, { etag: '"7"' }).end();
    });
    const gateway = await bench.gateway([instance]);
    const head = await gateway.ask('/v1/tea', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '12', '']);
    expect(instance.seen[0]?.headers.connection).toBe('keep-alive');
    const known = await gateway.ask('/v1/tea', { headers: { 'if-none-match': '"7"' } });
    expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, '"7"', '']);
  });

  it('brings the refusals of the module unchanged', async () => {
    const problem = {
      type: '/docs/problems#http.overloaded',
      title: 'Service Unavailable',
      status: 503,
      detail: 'Too much.',
      instance: '/v1/tea',
      code: 'http.overloaded',
      requestId: 'request-3',
      retryable: true,
    };
    const instance = await bench.instance((_, response) =>
      json(response, problem, { status: 503, 'content-type': 'application/problem+json', 'retry-after': 7 }),
    );
    const answer = await (await bench.gateway([instance])).ask('/v1/tea');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([503, '7', problem]);
    expect(instance.seen).toHaveLength(1);
  });

  it('does not arrive where the gateway refuses its caller', async () => {
    const instance = await bench.instance(named('tea'));
    const gateway = await bench.gateway([instance]);
    const refused = await gateway.ask('/v1/tea', { headers: { authorization: 'nonsense' } });
    expect([refused.status, instance.seen.length]).toEqual([401, 0]);
  });
});

describe('requests to a module with several instances', () => {
  it('are spread over all of them', async () => {
    const instances = await Promise.all(['one', 'two', 'three'].map((name) => bench.instance(named(name))));
    const gateway = await bench.gateway(instances);
    await Promise.all(Array.from({ length: 60 }, () => gateway.ask('/v1/tea').then((answer) => answer.text())));
    const shares = instances.map(({ seen }) => seen.length);
    expect(shares.reduce((sum, share) => sum + share)).toBe(60);
    for (const share of shares) expect(share).toBeGreaterThan(5);
  });

  it('go to those that are there now', async () => {
    const [old, fresh] = await Promise.all([bench.instance(named('old')), bench.instance(named('fresh'))]);
    const gateway = await bench.gateway([old]);
    expect(await (await gateway.ask('/v1/tea')).json()).toEqual({ by: 'old' });
    gateway.found([fresh]);
    expect(await (await gateway.ask('/v1/tea')).json()).toEqual({ by: 'fresh' });
    expect(gateway.metric('tessera_discovery_instances{process="tea"}')).toBe(1);
  });
});
