import { describe, expect, it } from 'vitest';
import { requestHeaders, responseHeaders } from './headers.ts';

const passing = { clientAddress: '203.0.113.9', proto: 'https', host: undefined, requestId: 'r', traceparent: 't' };

describe('the headers of a request that is passed on', () => {
  it('lack those that concern one connection, those that it names itself, and those that only we may write', () => {
    const sent = new Headers({
      connection: 'close, X-Secret-Hop',
      'x-secret-hop': '1',
      'keep-alive': 'timeout=5',
      'proxy-authorization': 'Basic x',
      'transfer-encoding': 'chunked',
      upgrade: 'h2c',
      'x-forwarded-port': '1',
      'tessera-anything': '1',
      accept: 'text/plain',
    });
    expect(requestHeaders(sent, passing)).toEqual({
      accept: 'text/plain',
      via: '1.1 tessera',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-request-id': 'r',
      traceparent: 't',
    });
  });

  it('name all that it came through', () => {
    expect(requestHeaders(new Headers({ via: '2 edge' }), passing).via).toBe('2 edge, 1.1 tessera');
  });

  it('do not lack what says who is calling, though the connection names it', () => {
    const sent = new Headers({ connection: 'x-forwarded-for, x-request-id' });
    expect(requestHeaders(sent, passing)).toMatchObject({ 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'r' });
  });
});

describe('the headers of an answer', () => {
  it('keep what comes several times, and lack those of the connection', () => {
    const headers = responseHeaders({
      connection: 'x-hop',
      'x-hop': '1',
      'set-cookie': ['a=1', 'b=2'],
      etag: '"7"',
      date: 'now',
    });
    expect([...headers]).toEqual([
      ['etag', '"7"'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
  });
});
