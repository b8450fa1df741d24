import { z } from 'zod';
import {
  type ArmedFailpoint,
  armFailpoints,
  FAILPOINT_ACTIONS,
  FAILPOINTS,
  type FailpointAction,
} from '#shared-kernel/failpoints.ts';
import type { Log } from '#shared-kernel/log.ts';

/** Failpoints as the environment arms them, and the seed of their chances. */
export interface FailpointPlan {
  readonly points: ReadonlyMap<string, ArmedFailpoint>;
  readonly seed: number | undefined;
}

/**
 * `<name>[/<where>]=<action>[:<ms>][*<times>][@<probability>]`, several with commas, and `seed=<n>`. It happens
 * once and for certain where nothing else is said: `bus.midHandler/orders.check-saga=delay:500*3@0.1,seed=7`.
 */
export const FailpointSettings = z.string().transform((text, context): FailpointPlan => {
  const points = new Map<string, ArmedFailpoint>();
  let seed: number | undefined;
  for (const entry of text.split(',').map((part) => part.trim())) {
    const seeded = /^seed=(\d+)$/.exec(entry);
    const armed = seeded ? undefined : parsePoint(entry);
    if (seeded) seed = Number(seeded[1]);
    else if (armed) points.set(...armed);
    else context.addIssue({ code: 'custom', message: `${entry}: no failpoint; there are ${FAILPOINTS.join(', ')}` });
  }
  return { points, seed };
});

/** Arms what the environment asks for, and says so as loudly as a log can. */
export function armFromSettings(plan: FailpointPlan | undefined, log: Log): void {
  if (!plan) return;
  armFailpoints(plan.points, plan.seed === undefined ? undefined : seededChance(plan.seed));
  const points = Object.fromEntries(plan.points);
  log.error({ failpoints: points, seed: plan.seed }, 'TESSERA_FAILPOINTS is set: this process will fail on purpose');
}

const ENTRY =
  /^(?<name>[a-zA-Z.]+)(?<where>\/[^=]+)?=(?<action>[a-z]+)(?::(?<ms>\d+))?(?:\*(?<times>\d+))?(?:@(?<chance>[\d.]+))?$/;

function parsePoint(entry: string): readonly [string, ArmedFailpoint] | undefined {
  const { name, where = '', action, ms = '1000', times = '1', chance = '1' } = ENTRY.exec(entry)?.groups ?? {};
  const known = FAILPOINTS.find((each) => each === name);
  const does: FailpointAction | undefined = FAILPOINT_ACTIONS.find((each) => each === action);
  if (known === undefined || does === undefined) return undefined;
  return [`${known}${where}`, { action: does, probability: Number(chance), times: Number(times), delayMs: Number(ms) }];
}

/** The same numbers for the same seed: mulberry32. */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
