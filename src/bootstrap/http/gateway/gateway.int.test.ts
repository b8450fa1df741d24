import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openGate } from '../testing/gate.ts';
import { testGateway } from '../testing/test-gateway.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Headers = Readonly<Record<string, string>>;

async function opened(environment: Headers = {}) {
  const { app, stop } = await openGate(testGateway(environment));
  closing.push(stop);
  return async (method: string, path: string, headers: Headers = {}, body?: string) =>
    app.request(path, { method, headers, ...(body === undefined ? {} : { body }) });
}

const SHOP = 'https://shop.example';
const preflight = { origin: SHOP, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'if-match' };

describe('a page of another origin', () => {
  it('may call where it is named, and read what answers tell in headers', async () => {
    const ask = await opened({ TESSERA_CORS_ORIGINS: `https://admin.example, ${SHOP}` });
    const allowed = await ask('OPTIONS', '/v1/gate', preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(allowed.headers.get('access-control-allow-headers')).toMatch(/If-Match.*X-Access-Key/);
    expect(allowed.headers.get('vary')).toContain('Origin');
    const answer = await ask('GET', '/v1/gate', { origin: SHOP });
    expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/ETag.*RateLimit.*X-Request-Id/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await ask('GET', '/v1/nowhere', { origin: SHOP });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([404, SHOP]);
  });

  it('may not where it is not', async () => {
    const ask = await opened({ TESSERA_CORS_ORIGINS: SHOP });
    const answer = await ask('GET', '/v1/gate', { origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    // A cache must not give a page the answer that was meant for another one.
    expect(answer.headers.get('vary')).toContain('Origin');
    const closed = await opened();
    expect((await closed('GET', '/v1/gate', { origin: SHOP })).headers.get('access-control-allow-origin')).toBeNull();
    expect((await closed('OPTIONS', '/v1/gate', preflight)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('asks first for nothing: a preflight needs no token and counts in no bucket', async () => {
    const environment = { TESSERA_CORS_ORIGINS: '*', TESSERA_RATE_LIMITS: 'memory', TESSERA_RATE_LIMIT_READS: '1/3600' };
    const ask = await opened(environment);
    for (let n = 0; n < 3; n += 1) expect((await ask('OPTIONS', '/v1/gate', preflight)).status).toBe(204);
    const answer = await ask('GET', '/v1/gate', { origin: SHOP });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect((await ask('GET', '/v1/gate', { origin: SHOP })).headers.get('access-control-allow-origin')).toBe('*');
  });
});

describe('methods that no route declares', () => {
  it('are answered as HTTP wants it', async () => {
    const ask = await opened();
    const options = await ask('OPTIONS', '/v1/text');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS, PUT']);
    expect((await ask('OPTIONS', '/v1/nowhere')).status).toBe(404);
    const [head, get] = [await ask('HEAD', '/v1/text'), await ask('GET', '/v1/text')];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['content-type', 'content-length', 'etag', 'vary', 'cache-control']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
  });
});

describe('compression', () => {
  it('gives a long answer in the coding that its reader likes best, under a strong tag of its own', async () => {
    const ask = await opened();
    const plain = await ask('GET', '/v1/text');
    const text = await plain.text();
    const tags = new Set([plain.headers.get('etag')]);
    for (const [coding, decode] of [['br', brotliDecompressSync] as const, ['gzip', gunzipSync] as const]) {
      const answer = await ask('GET', '/v1/text', { 'accept-encoding': coding });
      expect(answer.headers.get('content-encoding')).toBe(coding);
      expect(answer.headers.get('vary')).toContain('accept-encoding');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.byteLength).toBe(Number(answer.headers.get('content-length')));
      expect(bytes.byteLength).toBeLessThan(text.length / 10);
      expect(decode(bytes).toString()).toBe(text);
      tags.add(answer.headers.get('etag'));
    }
    expect([...tags]).toEqual(['"7"', '"7;br"', '"7;gzip"']);
  });

  it('leaves every tag good for a change and for a look whether anything is new', async () => {
    const ask = await opened();
    const coded = { 'accept-encoding': 'gzip' };
    const etag = (await ask('GET', '/v1/text', coded)).headers.get('etag') ?? '';
    const again = await ask('GET', '/v1/text', { ...coded, 'if-none-match': etag });
    expect([again.status, again.headers.get('etag')]).toEqual([304, etag]);
    expect(again.headers.get('vary')).toContain('accept-encoding');
    const json = { 'content-type': 'application/json', 'if-match': etag };
    const changed = await ask('PUT', '/v1/text', json, '{"text":"new"}');
    expect(await changed.json()).toEqual({ text: '7'.repeat(5_000) });
  });

  it('passes over what is short, what answers a change, and everything where a proxy does it', async () => {
    const coded = { 'accept-encoding': 'gzip' };
    const ask = await opened();
    expect((await ask('GET', '/v1/text?length=4', coded)).headers.get('content-encoding')).toBeNull();
    const change = { ...coded, 'content-type': 'application/json', 'if-match': '*' };
    expect((await ask('PUT', '/v1/text', change, '{"text":"new"}')).headers.get('content-encoding')).toBeNull();
    const behind = await opened({ TESSERA_COMPRESSION: 'off' });
    expect((await behind('GET', '/v1/text', coded)).headers.get('content-encoding')).toBeNull();
  });
});

describe('headers', () => {
  it('keep browsers to TLS where the shop is served over it', async () => {
    const hsts = async (environment: Headers) =>
      (await (await opened(environment))('GET', '/v1/gate')).headers.get('strict-transport-security');
    expect(await hsts({})).toBeNull();
    expect(await hsts({ TESSERA_HSTS_SECONDS: '31536000' })).toBe('max-age=31536000');
  });

  it('announce the end of a route with each of its answers', async () => {
    const ask = await opened();
    for (const path of ['/v1/text', '/v1/text?colour=red']) {
      const { headers } = await ask('GET', path);
      expect(headers.get('deprecation')).toBe('@1767225600');
      expect(headers.get('sunset')).toBe('Fri, 01 Jan 2027 00:00:00 GMT');
    }
    expect((await ask('GET', '/v1/gate')).headers.get('deprecation')).toBeNull();
  });
});

describe('operations', () => {
  const token = 'a-token-that-nobody-will-ever-guess';

  it('see why a process is ready or not, and others only whether it is', async () => {
    const ask = await opened({ TESSERA_OPERATIONS_TOKEN: token });
    expect(await (await ask('GET', '/ready')).json()).toEqual({ ok: true, checks: [{ name: 'gate', ok: true }] });
    const seen = await ask('GET', '/ready', { authorization: `Bearer ${token}` });
    expect(await seen.json()).toMatchObject({ checks: [{ detail: 'open for 3 requests' }] });
    const other = await ask('GET', '/ready', { authorization: `Bearer ${token}x` });
    expect([other.status, JSON.stringify(await other.json())]).toEqual([200, expect.not.stringContaining('requests')]);
  });
});
