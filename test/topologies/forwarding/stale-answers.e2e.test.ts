import { describe, expect, it } from 'vitest';
import { forwardingBench } from './gateway.ts';
import { hangsUp, json, named, type TestInstance } from './instance.ts';

const bench = forwardingBench();
const menu: Parameters<TestInstance['becomes']>[0] = (asked, response) => {
  const headers = { etag: '"7"', vary: 'accept-encoding', 'cache-control': 'private, no-cache' };
  if (asked.headers['if-none-match'] === '"7"') response.writeHead(304, headers).end();
  else json(response, { menu: 'green' }, headers);
};

describe('a read that allows it', () => {
  it('is answered as it was last answered to a guest while its module is away, and says so', async () => {
    const instance = await bench.instance(menu);
    const gateway = await bench.gateway([instance]);
    const fresh = await gateway.ask('/v1/tea/menu');
    expect([fresh.headers.get('age'), fresh.headers.get('cache-status')]).toEqual([null, null]);
    const firstBody = await fresh.text();
    await instance.stop();
    const stale = await gateway.ask('/v1/tea/menu');
    expect([stale.status, await stale.text(), stale.headers.get('etag')]).toEqual([200, firstBody, '"7"']);
    expect(Number(stale.headers.get('age'))).toBeGreaterThanOrEqual(0);
    expect(stale.headers.get('cache-status')).toBe('tessera; fwd=stale; detail=stale-if-error');
    expect(stale.headers.get('x-request-id')).not.toBe(fresh.headers.get('x-request-id'));
    const signedIn = await gateway.ask('/v1/tea/menu', { headers: { authorization: 'Bearer ada' } });
    expect(signedIn.status).toBe(200);
    const known = await gateway.ask('/v1/tea/menu', { headers: { 'if-none-match': '"7"' } });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect(gateway.metric('tessera_forward_stale_total{module="tea"}')).toBe(3);
  });

  it('is answered so too where the module fails, or breaks off', async () => {
    const instance = await bench.instance(menu);
    const gateway = await bench.gateway([instance]);
    await gateway.ask('/v1/tea/menu');
    instance.becomes((_, response) => json(response, {}, { status: 503, 'content-type': 'application/problem+json' }));
    const failed = await gateway.ask('/v1/tea/menu');
    expect(failed.headers.get('cache-status')).toBe('tessera; fwd=stale; fwd-status=503; detail=stale-if-error');
    expect(await failed.json()).toEqual({ menu: 'green' });
    instance.becomes((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{', () => response.destroy());
    });
    expect(await (await gateway.ask('/v1/tea/menu')).json()).toEqual({ menu: 'green' });
    instance.becomes(hangsUp);
    expect(await (await gateway.ask('/v1/tea/menu')).json()).toEqual({ menu: 'green' });
  });

  it('is not answered from what somebody was told who had signed in, or with another question', async () => {
    const instance = await bench.instance(menu);
    const gateway = await bench.gateway([instance]);
    await gateway.ask('/v1/tea/menu', { headers: { authorization: 'Bearer ada' } });
    await gateway.ask('/v1/tea/menu', { headers: { 'x-access-key': 'of a guest' } });
    await gateway.ask('/v1/tea/menu?day=monday');
    await instance.stop();
    expect((await gateway.ask('/v1/tea/menu')).status).toBe(503);
    expect((await gateway.ask('/v1/tea/menu?day=monday')).status).toBe(200);
  });

  it('is the only one', async () => {
    const instance = await bench.instance(named('tea'));
    const gateway = await bench.gateway([instance]);
    expect((await gateway.ask('/v1/tea')).status).toBe(200);
    await instance.stop();
    expect((await gateway.ask('/v1/tea')).status).toBe(503);
  });
});
