import { describe, expect, it } from 'vitest';
import { Metrics } from './registry.ts';

describe('the page of metrics', () => {
  it('names each metric once, with its help and type, and each series with its value', () => {
    const metrics = new Metrics();
    const stones = metrics.counter('stones_total', 'Stones laid');
    stones.add({ colour: 'red' });
    stones.add({ colour: 'red' }, 2);
    stones.add({ colour: 'blue' });
    metrics.gauge('stones_left', 'Stones left', () => [{ value: 7 }]);
    expect(metrics.text().split('\n')).toEqual([
      '# HELP stones_total Stones laid',
      '# TYPE stones_total counter',
      'stones_total{colour="red"} 3',
      'stones_total{colour="blue"} 1',
      '# HELP stones_left Stones left',
      '# TYPE stones_left gauge',
      'stones_left 7',
      '',
    ]);
  });

  it('counts each value of a histogram in all buckets that it fits into', () => {
    const metrics = new Metrics();
    const weights = metrics.histogram('weight', 'Weight of stones', [1, 5]);
    for (const value of [0.5, 1, 3, 9]) weights.observe({ kind: 'slate' }, value);
    expect(metrics.text().split('\n').slice(2, -1)).toEqual([
      'weight_bucket{kind="slate",le="1"} 2',
      'weight_bucket{kind="slate",le="5"} 3',
      'weight_bucket{kind="slate",le="+Inf"} 4',
      'weight_sum{kind="slate"} 13.5',
      'weight_count{kind="slate"} 4',
    ]);
  });

  it('escapes what would end a label', () => {
    const metrics = new Metrics();
    metrics.counter('stones_total', 'Stones laid').add({ name: 'a "b"\\\nc' });
    expect(metrics.text()).toContain('stones_total{name="a \\"b\\"\\\\\\nc"} 1');
  });
});
