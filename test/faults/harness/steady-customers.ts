import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { post, SKU } from '../../../bench/load/open-shop.ts';

const PAUSE_MS = 100;

/** What each of them buys. */
export const ORDER = {
  lines: [{ sku: SKU, quantity: 1 }],
  customer: { email: 'one@example.com', name: 'One' },
  shippingAddress: { name: 'One', line1: '1 High Street', city: 'London', postalCode: '10115', country: 'GB' },
  payment: { token: 'tok_ok' },
};

/** Customers who come all the time; whoever finds the door shut comes again with the same key. */
export interface SteadyCustomers {
  /** Orders that were accepted so far. */
  readonly placed: number;
  /** Nobody comes any more. Resolves to how many were accepted. */
  leave(): Promise<number>;
}

export function customersAt(url: string): SteadyCustomers {
  let over = false;
  let placed = 0;
  const coming = (async () => {
    while (!over) {
      if (await places(url, randomUUID(), () => over)) placed += 1;
      await pause(PAUSE_MS);
    }
  })();
  return {
    get placed() {
      return placed;
    },
    async leave() {
      over = true;
      await coming;
      return placed;
    },
  };
}

async function places(url: string, key: string, giveUp: () => boolean): Promise<boolean> {
  while (!giveUp()) {
    try {
      await post(url, '/v1/orders', ORDER, { 'idempotency-key': key });
      return true;
    } catch {
      await pause(PAUSE_MS);
    }
  }
  return false;
}
