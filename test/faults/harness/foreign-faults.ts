import type { Fault, Target } from './fault.ts';

const SANDBOX_KEY = 'sandbox';

/** The payment provider and the carrier have their own troubles: the sagas must come through them. */
export const foreignFaults: readonly Fault[] = [
  {
    name: 'provider down',
    group: 'saga',
    everySeconds: [3, 6],
    strike: (target) => orderProvider(target, { downSeconds: target.random.integer(1, 6) }),
    heal: async (target) => void (await orderProvider(target, {})),
  },
  {
    name: 'provider slow',
    group: 'saga',
    everySeconds: [3, 6],
    // Around the shop's patience of 2 s, so that some calls are answered and some are not.
    strike: (target) => orderProvider(target, { delayMs: target.random.integer(300, 2_600) }),
    heal: async (target) => void (await orderProvider(target, {})),
  },
  {
    name: 'carrier answers 500',
    group: 'saga',
    everySeconds: [1, 3],
    strike: (target) => orderCarrier(target, target.random.pick(['error_before', 'error_after'] as const)),
    heal: healCarrier,
  },
  {
    name: 'carrier hangs',
    group: 'saga',
    everySeconds: [1, 3],
    strike: (target) => orderCarrier(target, target.random.pick(['hang_before', 'hang_after'] as const)),
    heal: healCarrier,
  },
];

async function orderProvider({ surroundings }: Target, order: object): Promise<number> {
  const { ok } = await fetch(new URL('/faults', surroundings.provider.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${SANDBOX_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  return ok ? 1 : 0;
}

async function orderCarrier({ surroundings, random }: Target, kind: string): Promise<number> {
  const on = random.pick(['create', 'find', 'cancel'] as const);
  const { ok } = await fetch(new URL('/faults', surroundings.carrier.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ on, kind, times: random.integer(1, 8) }),
  });
  return ok ? 1 : 0;
}

async function healCarrier({ surroundings }: Target): Promise<void> {
  await fetch(new URL('/faults', surroundings.carrier.url), { method: 'DELETE' });
}
