import { expect, it } from 'vitest';
import type { Gauge } from '#shared-kernel/module.ts';
import { ModuleGauges } from './module-gauges.ts';
import { Metrics } from './registry.ts';

const gauge = (read: Gauge['read'], name = 'tessera_thing'): Gauge => ({ name, help: 'Things', read });
const hosted = (name: string, ...gauges: readonly Gauge[]) => ({ name, runtime: { gauges } });

async function textOf(modules: readonly ReturnType<typeof hosted>[], complaints: string[] = []): Promise<string> {
  const metrics = new Metrics();
  const gauges = new ModuleGauges(modules, metrics, (what) => void complaints.push(what));
  await gauges.start();
  await gauges.stop();
  return metrics.text();
}

it('gauges that two modules share are one metric, with the samples of each labelled by its module', async () => {
  const things = (value: number) => gauge(async () => [{ labels: { kind: 'a' }, value }]);
  expect(await textOf([hosted('orders', things(1)), hosted('catalog', things(2))])).toBe(
    [
      '# HELP tessera_thing Things',
      '# TYPE tessera_thing gauge',
      'tessera_thing{module="orders",kind="a"} 1',
      'tessera_thing{module="catalog",kind="a"} 2\n',
    ].join('\n'),
  );
});

it('a gauge that cannot be read is left out and complained of, and keeps no other from being read', async () => {
  const complaints: string[] = [];
  const broken = gauge(() => Promise.reject(new Error('database is away')), 'tessera_broken');
  const text = await textOf(
    [
      hosted(
        'orders',
        broken,
        gauge(async () => [{ labels: {}, value: 3 }]),
      ),
    ],
    complaints,
  );
  expect(text).toContain('tessera_thing{module="orders"} 3');
  expect(text).not.toContain('tessera_broken{');
  expect(complaints).toEqual(['could not read tessera_broken']);
});
