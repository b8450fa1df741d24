import { createHash } from 'node:crypto';
import type { PlannedOrder } from '../planned-order.ts';
import { between, oneOf, randomFrom } from './random.ts';

export interface InventOptions {
  readonly seed: number;
  readonly count: number;
  readonly skus: readonly [string, ...string[]];
  readonly ship: boolean;
}

/** Orders as people might place them: the same for the same options. */
export function* inventOrders({ seed, count, skus, ship }: InventOptions): Generator<PlannedOrder> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; index += 1) {
    const order = inventOrder(random, skus, ship);
    const fingerprint = createHash('sha256').update(JSON.stringify(order)).digest('hex').slice(0, 16);
    yield { key: `demo-order-${seed}-${index}-${fingerprint}`, ...order };
  }
}

const FIRST_NAMES = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Ken', 'Margaret', 'Niklaus'] as const;
const LAST_NAMES = [
  'Allen',
  'Dijkstra',
  'Hamilton',
  'Hopper',
  'Lamarr',
  'Liskov',
  'Lovelace',
  'Thompson',
  'Turing',
  'Wirth',
] as const;
const PLACES = [
  { city: 'Berlin', postalCode: '10115', country: 'DE' },
  { city: 'Lisboa', postalCode: '1100-148', country: 'PT' },
  { city: 'Lyon', postalCode: '69001', country: 'FR' },
  { city: 'Utrecht', postalCode: '3511 AB', country: 'NL' },
] as const;
/** What the carrier does not serve. */
const NOWHERE = { city: 'Nowhere', postalCode: '00000', country: 'DE' };

/** Of a hundred orders, so many meet this; all others go well. */
const TROUBLES = [
  { token: 'tok_declined', share: 4 },
  { token: 'tok_insufficient_funds', share: 2 },
  { token: 'tok_flaky', share: 1 },
  { token: 'tok_timeout', share: 1 },
  { token: 'tok_capture_fails', share: 1 },
] as const;
const NOT_SERVED_SHARE = 0.02;
const CANCELLED_SHARE = 0.05;

function inventOrder(random: () => number, skus: readonly [string, ...string[]], ship: boolean): Omit<PlannedOrder, 'key'> {
  const name = `${oneOf(random, FIRST_NAMES)} ${oneOf(random, LAST_NAMES)}`;
  const lines = new Map<string, number>();
  for (let line = between(random, 1, 3); line > 0; line -= 1) lines.set(oneOf(random, skus), between(random, 1, 3));
  const place = random() < NOT_SERVED_SHARE ? NOWHERE : oneOf(random, PLACES);
  const token = tokenFor(random() * 100);
  const isCancelled = random() < CANCELLED_SHARE;
  return {
    lines: [...lines].map(([sku, quantity]) => ({ sku, quantity })),
    customer: { email: `${name.toLowerCase().replace(' ', '.')}@demo.example`, name },
    shippingAddress: { name, line1: `${between(random, 1, 99)} Main Street`, ...place },
    token,
    afterwards: isCancelled ? 'cancelled' : shipped(ship),
  };
}

function shipped(ship: boolean): PlannedOrder['afterwards'] {
  return ship ? 'delivered' : 'kept';
}

function tokenFor(lot: number): string {
  let upTo = 0;
  for (const { token, share } of TROUBLES) {
    upTo += share;
    if (lot < upTo) return token;
  }
  return 'tok_ok';
}
