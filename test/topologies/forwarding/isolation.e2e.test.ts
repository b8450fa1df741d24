import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { forwardingBench } from './gateway.ts';
import { hangs, named } from './instance.ts';

const bench = forwardingBench();

describe('a module that hangs', () => {
  it('holds a bounded number of requests, refuses the others soon, and slows no other module', async () => {
    const [tea, milk] = await Promise.all([
      bench.instance(hangs),
      bench.instance(named('milk'), { process: 'milk', modules: ['milk'] }),
    ]);
    const gateway = await bench.gateway([tea, milk], { timing: { turnMs: 100 } });
    const leaving = new AbortController();
    const statuses: number[] = [];
    const asked = Array.from({ length: 300 }, () =>
      gateway.ask('/v1/tea', { signal: leaving.signal }).then(
        ({ status }) => statuses.push(status),
        () => undefined,
      ),
    );
    await eventually(() => statuses.length, { is: 300 - 128, withinMs: 20_000 });
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(tea.seen).toHaveLength(128);
    expect(gateway.metric('tessera_forward_at_work{module="tea"}')).toBe(128);
    expect((await gateway.ask('/v1/milk')).status).toBe(200);
    leaving.abort();
    await Promise.all(asked);
    await eventually(() => gateway.metric('tessera_forward_at_work{module="tea"}'), { is: 0 });
  });

  it('lets those wait who want to, beside those who do not', async () => {
    const instance = await bench.instance((asked, response) => {
      if (asked.url === '/v1/tea') named('tea')(asked, response);
    });
    const gateway = await bench.gateway([instance], { timing: { turnMs: 100 }, places: 200 });
    const leaving = new AbortController();
    const waiting = Array.from({ length: 150 }, () =>
      gateway
        .ask('/v1/tea/brews', { method: 'POST', headers: { prefer: 'wait=10' }, signal: leaving.signal })
        .catch(() => undefined),
    );
    await eventually(() => instance.seen.length, { is: 150, withinMs: 20_000 });
    expect(instance.seen[0]?.headers.prefer).toBe('wait=10');
    expect((await gateway.ask('/v1/tea')).status).toBe(200);
    leaving.abort();
    await Promise.all(waiting);
  });

  it('is asked for no wait where too many wait already', async () => {
    const instance = await bench.instance(named('tea'));
    const gateway = await bench.gateway([instance], { places: 0 });
    const answer = await gateway.ask('/v1/tea/brews', { method: 'POST', headers: { prefer: 'wait=10' } });
    expect([answer.status, instance.seen[0]?.headers.prefer]).toEqual([200, undefined]);
  });
});
