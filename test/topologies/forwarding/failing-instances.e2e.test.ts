import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { forwardingBench } from './gateway.ts';
import { hangs, hangsUp, json, named } from './instance.ts';

const bench = forwardingBench();
const post = (headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: '{}',
  headers: { 'content-type': 'application/json', ...headers },
});
const Code = z.object({ code: z.string() });
const codeOf = async (answer: Response) => {
  const { code } = Code.parse(await answer.json());
  return [answer.status, code, Number(answer.headers.get('retry-after')) > 0];
};
const UNAVAILABLE = [503, 'gateway.module_unavailable', true];
const LOST = [503, 'gateway.answer_lost', true];

describe('an instance that is dead', () => {
  it('costs no request anything while another one lives, be it safe to repeat or not', async () => {
    const [dead, living] = await Promise.all([bench.instance(named('dead')), bench.instance(named('living'))]);
    await dead.stop();
    const gateway = await bench.gateway([dead, living]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.ask('/v1/tea', post())));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).toEqual(new Set(['{"by":"living"}']));
    expect(living.seen).toHaveLength(20);
  });

  it('is said to be unavailable where it is the only one, and so is a module that nobody has', async () => {
    const dead = await bench.instance(named('dead'));
    await dead.stop();
    const gateway = await bench.gateway([dead]);
    expect(await codeOf(await gateway.ask('/v1/tea', post()))).toEqual(UNAVAILABLE);
    expect(await codeOf(await gateway.ask('/v1/milk'))).toEqual(UNAVAILABLE);
  });

  it('is given up after a few failures, asked whether it is well, and taken back', async () => {
    const instance = await bench.instance(named('tea'));
    await instance.stop();
    const gateway = await bench.gateway([instance], { timing: { restMs: 50 } });
    const breaker = () => gateway.metric(`tessera_forward_breaker{process="tea",address="${instance.address}"}`);
    for (let n = 0; n < 5; n += 1) expect(await codeOf(await gateway.ask('/v1/tea', post()))).toEqual(UNAVAILABLE);
    expect(breaker()).toBeGreaterThan(0);
    expect(gateway.complaints).toContain(`tea at ${instance.address} gets no requests until it answers again`);
    expect(await codeOf(await gateway.ask('/v1/tea'))).toEqual(UNAVAILABLE);
    await instance.start();
    await eventually(breaker, { is: 0 });
    expect((await gateway.ask('/v1/tea')).status).toBe(200);
  });
});

describe('an instance that takes a request and says nothing', () => {
  it('has a read, or what bears an idempotency key, answered by another one', async () => {
    const [mute, living] = await Promise.all([bench.instance(hangs), bench.instance(named('living'))]);
    const gateway = await bench.gateway([mute, living], { timing: { tryMs: 100 } });
    for (let n = 0; n < 4; n += 1) {
      expect((await gateway.ask('/v1/tea')).status).toBe(200);
      expect((await gateway.ask('/v1/tea', post({ 'idempotency-key': `key-${n}` }))).status).toBe(200);
    }
    expect(mute.seen.length).toBeGreaterThan(0);
    expect(living.seen).toHaveLength(8);
  });

  it('is asked once for what is not safe to repeat, and the caller is told that it may have been done', async () => {
    const mute = await bench.instance(hangs);
    const gateway = await bench.gateway([mute], { timing: { wholeMs: 200 } });
    expect(await codeOf(await gateway.ask('/v1/tea', post()))).toEqual(LOST);
    expect(await codeOf(await gateway.ask('/v1/tea/secrets', post({ 'idempotency-key': 'ignored' })))).toEqual(LOST);
    expect(mute.seen).toHaveLength(2);
  });

  it('is told how long it has, and keeps nobody longer', async () => {
    const mute = await bench.instance(hangs);
    const gateway = await bench.gateway([mute], { timing: { wholeMs: 700 } });
    const started = performance.now();
    await gateway.ask('/v1/tea');
    expect(performance.now() - started).toBeGreaterThanOrEqual(690);
    const [told] = mute.seen.map(({ headers }) => Number(headers['tessera-deadline-ms']));
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(500);
  });

  it('is no better for beginning to speak', async () => {
    const drips = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: appl');
      socket.on('error', () => undefined);
    });
    await new Promise<void>((listening) => drips.listen(0, '127.0.0.1', listening));
    const bound = drips.address();
    const address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
    const gateway = await bench.gateway([{ id: 'drips', process: 'tea', modules: ['tea'], address, metadata: {} }], {
      timing: { wholeMs: 200 },
    });
    expect(await codeOf(await gateway.ask('/v1/tea', post()))).toEqual(LOST);
    drips.close();
  });
});

describe('an answer that breaks off', () => {
  it('breaks off for the client too, and is never asked for again', async () => {
    const half = await bench.instance((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write('{"half', () => response.destroy());
    });
    const gateway = await bench.gateway([half, await bench.instance(named('other'))]);
    gateway.found([half]);
    const answer = await gateway.ask('/v1/tea');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(half.seen).toHaveLength(1);
  });
});

describe('an instance that fails where others do not', () => {
  it('is left out for a while', async () => {
    const [ill, sound] = await Promise.all([
      bench.instance((_, response) => json(response, PROBLEM, { status: 500, 'content-type': 'application/problem+json' })),
      bench.instance(named('sound')),
    ]);
    const gateway = await bench.gateway([ill]);
    for (let n = 0; n < 30; n += 1) await gateway.ask('/v1/tea');
    gateway.found([ill, sound]);
    const before = ill.seen.length;
    for (let n = 0; n < 20; n += 1) expect((await gateway.ask('/v1/tea')).status).toBe(200);
    expect(ill.seen).toHaveLength(before);
  });
});

describe('an instance that is about to stop', () => {
  it('is left out as soon as it closes its connections', async () => {
    const leaving = await bench.instance((_, response) => json(response, {}, { connection: 'close' }));
    const gateway = await bench.gateway([leaving]);
    expect((await gateway.ask('/v1/tea')).status).toBe(200);
    gateway.found([leaving, await bench.instance(named('staying'))]);
    for (let n = 0; n < 20; n += 1) expect(await (await gateway.ask('/v1/tea')).json()).toEqual({ by: 'staying' });
    gateway.found([leaving]);
    expect((await gateway.ask('/v1/tea')).status).toBe(200);
  });
});

describe('retries', () => {
  it('end with their budget, so that what fails gets little more to do', async () => {
    let n = 0;
    // Never five failures in a row, or it would be given up.
    const shaky = await bench.instance((asked, response) => {
      n += 1;
      if (n % 4 === 0) named('shaky')(asked, response);
      else hangsUp(asked, response);
    });
    const gateway = await bench.gateway([shaky]);
    const started = performance.now();
    for (let asked = 0; asked < 100; asked += 1) await (await gateway.ask('/v1/tea')).arrayBuffer();
    const seconds = Math.ceil((performance.now() - started) / 1000) + 1;
    const retries = shaky.seen.length - 100;
    expect(retries).toBeLessThanOrEqual(20 + 3 * seconds);
    expect(gateway.metric('tessera_forward_retries_total{module="tea",allowed="true"}')).toBe(retries);
    expect(gateway.metric('tessera_forward_retries_total{module="tea",allowed="false"}')).toBeGreaterThan(0);
  });
});

const PROBLEM = {
  type: '/docs/problems#http.internal_error',
  title: 'Internal Server Error',
  status: 500,
  detail: 'A bug.',
  instance: '/v1/tea',
  code: 'http.internal_error',
  requestId: 'request-1',
  retryable: false,
};
