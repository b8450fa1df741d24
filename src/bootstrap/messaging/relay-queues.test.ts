import { describe, expect, it } from 'vitest';
import { parseRelayQueue, relayQueue } from './relay-queues.ts';

describe('the outbox of what one module says to another', () => {
  it('is known by its name', () => {
    expect(parseRelayQueue(relayQueue('orders', 'payments'))).toEqual({ from: 'orders', to: 'payments' });
  });

  it.each(['orders.note-orders', 'orders.note-orders.dead', 'relay.orders', 'relay.orders.payments.dead', 'relay.orders.dead'])(
    'is none of the name %s',
    (name) => expect(parseRelayQueue(name)).toBeUndefined(),
  );
});
