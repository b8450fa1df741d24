import type { RelayRoute } from '../messaging/relay-queues.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { OutboxLag } from './outbox-rows.ts';

/** Told what became of messages on their way out: taken or not by the broker, confirmed, or sent again because they were lost. */
export type CountRelayed = (route: RelayRoute, outcome: 'sent' | 'refused' | 'confirmed' | 'repaired', count: number) => void;

/** Told what became of messages on their way in: `refused` are no messages, or forged; `failed` are tried again. */
export type CountReceived = (module: string, outcome: 'received' | 'refused' | 'failed', count: number) => void;

export interface RelayCounters {
  readonly relayed: CountRelayed;
  readonly received: CountReceived;
}

/** What the relay reports as it goes. */
export function relayCounters(metrics: Metrics): RelayCounters {
  const relayed = metrics.counter(
    'tessera_relay_messages_total',
    'Messages to other databases, and those sent again as they were lost',
  );
  const received = metrics.counter('tessera_inbox_messages_total', 'Messages from other databases');
  return {
    relayed: ({ from, to }, outcome, count) => {
      if (count > 0) relayed.add({ from, to, outcome }, count);
    },
    received: (module, outcome, count) => {
      if (count > 0) received.add({ module, outcome }, count);
    },
  };
}

/** How the relay is, answered from memory. */
export function relayGauges(
  metrics: Metrics,
  read: {
    readonly connected: () => boolean;
    readonly lags: () => readonly (RelayRoute & OutboxLag)[];
    readonly pending: () => readonly { readonly name: string; readonly pending: number }[];
  },
): void {
  metrics.gauge('tessera_broker_connected', 'Whether the broker can be reached', () => [{ value: read.connected() ? 1 : 0 }]);
  const ofLags = (name: string, help: string, value: (lag: OutboxLag) => number) =>
    metrics.gauge(name, help, () => read.lags().map((lag) => ({ labels: { from: lag.from, to: lag.to }, value: value(lag) })));
  ofLags('tessera_outbox_unsent_seconds', 'Age of the oldest message that the broker has not taken', (lag) => lag.unsentSeconds);
  ofLags(
    'tessera_outbox_unconfirmed_seconds',
    'Age of the oldest message that its receiver has not confirmed',
    (lag) => lag.unconfirmedSeconds,
  );
  metrics.gauge('tessera_inbox_pending', 'Messages that the broker held for a module when it was last asked', () =>
    read.pending().map(({ name, pending }) => ({ labels: { module: name }, value: pending })),
  );
}
