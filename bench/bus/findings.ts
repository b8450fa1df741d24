import type { Findings, Picture, Row, Table, Target } from '../report/findings.ts';
import { latencyOf, quantile } from '../report/quantile.ts';
import { NAMES, promiseOf, wordsOf } from './configurations.ts';
import { SENDERS } from './contender.ts';
import type { MeasuredDelivery, MeasuredHops, Measurements } from './measurements.ts';

/** Puts what was measured into tables, and holds it against what was wanted. */
export function findingsOf(measured: Measurements, setting: readonly string[]): Findings {
  return {
    benchmark: 'bus',
    question:
      'How many durable messages go through the bus, and how soon is one handled, beside queues that others use on Postgres?',
    setting,
    tables: [deliveryTable(measured), sendingTable(measured), hopTable(measured)],
    pictures: [deliveryPicture(measured), hopPicture(measured)],
    targets: targetsOf(measured),
    broken: measured.delivery.flatMap(({ trials }) => trials.flatMap(({ broken }) => broken)),
  };
}

function deliveryTable({ delivery }: Measurements): Table {
  return {
    title: 'Working off a backlog, each message writing one row: the median of all rounds',
    rows: delivery.map((each): Row => {
      const rates = each.trials.map(({ perSecond }) => perSecond);
      return {
        '': NAMES[each.contender],
        configuration: wordsOf(each),
        'effect and completion commit': promiseOf(each),
        'messages/s': Math.round(median(rates)),
        'slowest to fastest round': `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`,
        'Node µs each': Math.round(median(each.trials.map(({ nodeUs }) => nodeUs))),
        'Postgres µs each': Math.round(median(each.trials.map(({ postgresUs }) => postgresUs))),
      };
    }),
  };
}

function sendingTable({ sending }: Measurements): Table {
  return {
    title: `Sending inside transactions, ${SENDERS} of them at a time, nobody handling`,
    rows: sending.map(({ contender, perTransaction, perSecond, nodeUs, postgresUs }) => ({
      '': NAMES[contender],
      'messages in a transaction': perTransaction,
      'messages/s': Math.round(perSecond),
      'Node µs each': Math.round(nodeUs),
      'Postgres µs each': Math.round(postgresUs),
    })),
  };
}

function hopTable({ hops }: Measurements): Table {
  return {
    title: 'One message at a time, nothing else going on: milliseconds from sending it to the beginning of its handler',
    rows: hops.map((each) => ({
      '': NAMES[each.contender],
      'sender and handler in': each.places,
      configuration: wordsOf(each),
      ...latencyOf(each.milliseconds),
    })),
  };
}

function deliveryPicture({ delivery }: Measurements): Picture {
  return {
    name: 'bus-delivery',
    title: 'Messages handled per second, each writing one row',
    kind: 'bar',
    x: 'batch size × concurrency',
    y: 'messages/s',
    points: delivery.map(({ contender, shape: { handler, batchSize, concurrency }, trials }) => ({
      x: `${batchSize} × ${concurrency}`,
      y: Math.round(median(trials.map(({ perSecond }) => perSecond))),
      series: contender === 'tessera' ? `${NAMES[contender]}, ${handler}` : NAMES[contender],
    })),
  };
}

function hopPicture({ hops }: Measurements): Picture {
  return {
    name: 'bus-hop',
    title: 'Idle hop, from sending to the beginning of the handler',
    kind: 'bar',
    x: 'quantile',
    y: 'ms',
    points: hops.flatMap(({ contender, places, milliseconds }) =>
      Object.entries(latencyOf(milliseconds)).map(([x, y]) => ({ x, y, series: `${NAMES[contender]}, ${places}` })),
    ),
  };
}

function targetsOf({ delivery, hops }: Measurements): readonly Target[] {
  const hop = p50Of(hops.filter(({ contender, places }) => contender === 'tessera' && places === 'one process'));
  const ours = best(delivery.filter(({ contender }) => contender === 'tessera'));
  const oursEach = best(delivery.filter(({ contender, shape }) => contender === 'tessera' && shape.handler === 'each'));
  const boss = best(delivery.filter(({ contender }) => contender === 'pg-boss'));
  const graphile = best(delivery.filter(({ contender, shape }) => contender === 'graphile-worker' && shape.batchSize === 1));
  const share = ours / boss;
  return [
    { what: 'idle hop, p50', wanted: 'below 3 ms', found: `${hop.toFixed(1)} ms`, met: hop < 3 },
    {
      what: 'messages/s, each at its best, of those of stock pg-boss transactional workers',
      wanted: '0.8 at least',
      found: `${share.toFixed(2)} (${Math.round(ours)} of ${Math.round(boss)})`,
      met: share >= 0.8,
    },
    {
      what: 'messages/s with a handler for one message, beside graphile-worker one by one',
      wanted: 'ahead',
      found: `${Math.round(oursEach)}, graphile-worker ${Math.round(graphile)}`,
      met: oursEach > graphile,
    },
  ];
}

function p50Of(hops: readonly MeasuredHops[]): number {
  return median(hops.flatMap(({ milliseconds }) => milliseconds));
}

function best(delivery: readonly MeasuredDelivery[]): number {
  return Math.max(...delivery.map(({ trials }) => median(trials.map(({ perSecond }) => perSecond))));
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
