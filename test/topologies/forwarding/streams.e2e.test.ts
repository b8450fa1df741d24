import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { forwardingBench } from './gateway.ts';
import { json } from './instance.ts';

const bench = forwardingBench();
const MEGABYTE = randomBytes(1024 * 1024);
const upload = (url: string, headers: Record<string, string> = {}) =>
  request(new URL('/v1/tea/leaves', url), {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'idempotency-key': 'leaves', ...headers },
  });

/** Resolves to a number that no longer grows. */
async function settled(count: () => number): Promise<number> {
  let last = -1;
  let same = 0;
  return eventually(
    () => {
      same = count() === last ? same + 1 : 0;
      last = count();
      return last;
    },
    { satisfies: () => same > 20, withinMs: 30_000 },
  );
}

describe('a large body', () => {
  it('goes through as fast as the module takes it, and whole', async () => {
    const begin = Promise.withResolvers<void>();
    const instance = await bench.instance(async (asked, response) => {
      await begin.promise;
      const hash = createHash('sha256');
      for await (const chunk of asked) hash.update(chunk);
      json(response, { digest: hash.digest('hex') });
    });
    const gateway = await bench.gateway([instance]);
    let taken = 0;
    const hash = createHash('sha256');
    const body = Readable.from(
      (function* () {
        for (let n = 0; n < 64; n += 1) {
          taken += MEGABYTE.byteLength;
          hash.update(MEGABYTE);
          yield MEGABYTE;
        }
      })(),
    );
    const sent = upload(gateway.url);
    body.pipe(sent);
    // What the sockets hold between three processes is the system's, and is counted in single megabytes.
    expect(await settled(() => taken)).toBeLessThan(40 * MEGABYTE.byteLength);
    begin.resolve();
    const [answer] = await once(sent, 'response');
    expect(JSON.parse(await text(answer))).toEqual({ digest: hash.digest('hex') });
  });

  it('comes back as fast as the client takes it, and stops where the client leaves', async () => {
    let given = 0;
    const left = Promise.withResolvers<void>();
    const instance = await bench.instance((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = () => {
        while (!response.destroyed && response.write(MEGABYTE)) given += MEGABYTE.byteLength;
      };
      response.on('drain', pour).on('close', left.resolve);
      pour();
    });
    const gateway = await bench.gateway([instance]);
    const asked = get(new URL('/v1/tea', gateway.url));
    const [answer] = await once(asked, 'response');
    expect(await settled(() => given)).toBeLessThan(40 * MEGABYTE.byteLength);
    answer.destroy();
    await left.promise;
  });

  it('may be refused before it has come', async () => {
    const instance = await bench.instance((asked, response) => {
      asked.resume();
      json(response, { enough: true });
    });
    const gateway = await bench.gateway([instance]);
    const sent = upload(gateway.url);
    sent.on('error', () => undefined);
    sent.write(MEGABYTE);
    const [answer] = await once(sent, 'response');
    expect(await text(answer)).toBe('{"enough":true}');
    sent.destroy();
  });

  it('is cut off on the way where its sender breaks off', async () => {
    const broken = Promise.withResolvers<unknown>();
    const instance = await bench.instance((asked) => asked.on('error', broken.resolve).resume());
    const gateway = await bench.gateway([instance]);
    const sent = upload(gateway.url);
    sent.on('error', () => undefined);
    sent.write(MEGABYTE);
    await eventually(() => instance.seen.length, { is: 1 });
    sent.destroy();
    expect(await broken.promise).toBeInstanceOf(Error);
    expect(gateway.complaints).toEqual([]);
  });
});

describe('a client that leaves', () => {
  it('takes its request with it', async () => {
    const closed = Promise.withResolvers<void>();
    const instance = await bench.instance((_, response) => response.on('close', closed.resolve));
    const gateway = await bench.gateway([instance]);
    const asked = get(new URL('/v1/tea', gateway.url));
    asked.on('error', () => undefined);
    await eventually(() => instance.seen.length, { is: 1 });
    asked.destroy();
    await closed.promise;
    expect([instance.seen.length, gateway.complaints]).toEqual([1, []]);
  });
});

describe('an event stream', () => {
  const events = async (places?: number) => {
    const closed = Promise.withResolvers<void>();
    const streams: { write(text: string): unknown; end(): unknown }[] = [];
    const instance = await bench.instance((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('id: 1\ndata: "first"\n\n');
      response.on('close', closed.resolve);
      streams.push(response);
    });
    const gateway = await bench.gateway([instance], places === undefined ? {} : { places });
    return { gateway, streams, closed: closed.promise, follow: () => gateway.ask('/v1/tea/events') };
  };
  const decoded = async (reading: Promise<{ value?: Uint8Array | undefined; done: boolean }>) => {
    const { value, done } = await reading;
    return done ? 'end' : Buffer.from(value ?? []).toString();
  };

  it('is told event by event, and ends where the module ends it', async () => {
    const { follow, streams } = await events();
    const reader = (await follow()).body?.getReader();
    expect(await decoded(reader?.read() ?? Promise.reject())).toContain('first');
    streams[0]?.write('id: 2\ndata: "second"\n\n');
    expect(await decoded(reader?.read() ?? Promise.reject())).toContain('second');
    streams[0]?.end();
    expect(await decoded(reader?.read() ?? Promise.reject())).toBe('end');
  });

  it('ends where the client leaves', async () => {
    const { follow, closed } = await events();
    await (await follow()).body?.cancel();
    await closed;
  });

  it('ends in order where the gateway stops', async () => {
    const { follow, gateway, closed } = await events();
    const following = (await follow()).text();
    gateway.drain();
    expect(await following).toContain('first');
    await closed;
  });

  it('keeps a place for as long as it lasts, and finds none where all are taken', async () => {
    const { follow, streams } = await events(1);
    const first = await follow();
    expect((await follow()).status).toBe(503);
    streams[0]?.end();
    await first.text();
    await eventually(async () => (await follow()).status, { is: 200 });
  });
});
