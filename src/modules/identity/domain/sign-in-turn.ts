import { secondsAfter } from '#shared-kernel/clock.ts';

/** Which account somebody tries to sign in to, and from where. */
export interface SignInAttempt {
  readonly email: string;
  /** An address, or the part of it that one person has. */
  readonly network: string;
}

/** How often somebody failed to sign in to an account, from one network or from all of them together. */
export interface Turns {
  readonly failures: number;
  readonly failedAt: Date;
  /** Until then nobody may try again. */
  readonly delayedUntil: Date;
  /** Somebody signed in from this network with the right password: until then what happens elsewhere delays them not. */
  readonly trustedUntil: Date | undefined;
}

export interface AccountTurns {
  readonly network: Turns;
  readonly everywhere: Turns;
}

export type TurnDecision =
  | { readonly kind: 'taken'; readonly turns: AccountTurns }
  | { readonly kind: 'delayed'; readonly seconds: number };

interface Patience {
  readonly free: number;
  readonly longestSeconds: number;
  readonly forgottenAfterSeconds: number;
}

const OF_A_NETWORK: Patience = { free: 5, longestSeconds: 15 * 60, forgottenAfterSeconds: 24 * 60 * 60 };

/** Whoever guesses from many networks makes others wait, too: so it takes more, and the wait is short. */
const OF_EVERYBODY: Patience = { free: 50, longestSeconds: 30, forgottenAfterSeconds: 60 * 60 };

const TRUSTED_SECONDS = 30 * 24 * 60 * 60;

/**
 * Counts an attempt as a failure before its password is looked at, so that a hundred at once are a hundred. The delay
 * doubles with each. An attempt that comes too early counts for nothing: waiting is always enough.
 */
export function decideTurn({ network, everywhere }: AccountTurns, now: Date): TurnDecision {
  const isTrusted = network.trustedUntil !== undefined && network.trustedUntil > now;
  const waits = [network.delayedUntil, ...(isTrusted ? [] : [everywhere.delayedUntil])];
  const seconds = Math.ceil(Math.max(...waits.map((until) => until.getTime() - now.getTime())) / 1000);
  if (seconds > 0) return { kind: 'delayed', seconds };
  const turns = { network: oneMore(network, OF_A_NETWORK, now), everywhere: oneMore(everywhere, OF_EVERYBODY, now) };
  return { kind: 'taken', turns };
}

/** The password was right: the network begins anew, and the account has one failure less. */
export function forgivenTurns({ everywhere }: AccountTurns, now: Date): AccountTurns {
  const network = { failures: 0, failedAt: now, delayedUntil: now, trustedUntil: secondsAfter(now, TRUSTED_SECONDS) };
  return { network, everywhere: { ...everywhere, failures: Math.max(0, everywhere.failures - 1), delayedUntil: now } };
}

function oneMore(turns: Turns, { free, longestSeconds, forgottenAfterSeconds }: Patience, now: Date): Turns {
  const isForgotten = secondsAfter(turns.failedAt, forgottenAfterSeconds) <= now;
  const failures = (isForgotten ? 0 : turns.failures) + 1;
  const delaySeconds = failures > free ? Math.min(longestSeconds, 2 ** (failures - free - 1)) : 0;
  return { ...turns, failures, failedAt: now, delayedUntil: secondsAfter(now, delaySeconds) };
}
