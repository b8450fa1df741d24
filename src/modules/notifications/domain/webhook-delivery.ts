import { secondsAfter } from '#shared-kernel/clock.ts';

/** `missed`: the endpoint was disabled when it happened, so nothing was sent. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed', 'missed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What can come of an attempt. `refused` is any answer but 2xx and 3xx; its status says more. */
export const ATTEMPT_OUTCOMES = [
  'delivered',
  'refused',
  'redirected',
  'timeout',
  'dns',
  'forbidden_address',
  'connection',
  'tls',
  'protocol',
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export interface Attempt {
  readonly outcome: AttemptOutcome;
  /** Absent where nobody answered. */
  readonly status: number | undefined;
  readonly at: Date;
  readonly durationMs: number;
  /** How long the receiver asks to be left alone; absent where it does not. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Seconds between attempts, as Standard Webhooks recommends: ten attempts in a little more than three days. */
export const RETRY_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** The first attempt and its repetitions. */
export const TRIES = RETRY_SECONDS.length + 1;

/** Later by up to a fifth, so that what failed together does not come back together. */
const JITTER = 0.2;

export type DeliveryState =
  | { readonly status: 'pending'; readonly dueAt: Date }
  | { readonly status: 'delivered' | 'failed'; readonly endedAt: Date };

/** A receiver may ask for a day at most: who asks for more is tried anyway. */
const LONGEST_RETRY_AFTER_SECONDS = 86_400;

/** What a delivery comes to after an attempt that left `triesLeft` more. `chance` is between 0 and 1. */
export function afterAttempt(
  { outcome, retryAfterSeconds = 0 }: Attempt,
  triesLeft: number,
  now: Date,
  chance: number,
): DeliveryState {
  if (outcome === 'delivered') return { status: 'delivered', endedAt: now };
  const seconds = RETRY_SECONDS[RETRY_SECONDS.length - triesLeft];
  if (seconds === undefined) return { status: 'failed', endedAt: now };
  const asked = Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS);
  return { status: 'pending', dueAt: secondsAfter(now, Math.max(seconds, asked) * (1 + JITTER * chance)) };
}
