import type { JobInsert, QueueOptions } from 'pg-boss';

/** Between whom a message goes from one database to another. */
export interface RelayRoute {
  readonly from: string;
  readonly to: string;
}

const DAY_SECONDS = 24 * 3600;
const YEAR_SECONDS = 365 * DAY_SECONDS;

/** How long a message is kept that its receiver has confirmed, so that it can be sent again. */
export const KEPT_SECONDS = 7 * DAY_SECONDS;

/** The outbox of what `from` says to `to`: a queue in the database of `from`. */
export function relayQueue(from: string, to: string): string {
  return `relay.${from}.${to}`;
}

/** Undefined for the name of any other queue. */
export function parseRelayQueue(name: string): RelayRoute | undefined {
  const [prefix, from, to, ...rest] = name.split('.');
  if (prefix !== 'relay' || !from || !to || to === 'dead' || rest.length > 0) return undefined;
  return { from, to };
}

/**
 * A message is `created` until it is sent, `active` until its receiver has confirmed it, and then kept for a while.
 * It is never given up: whoever does not confirm may be away for long.
 */
export function relayQueueOptions(): QueueOptions {
  return {
    retryLimit: 1_000_000,
    retryDelay: 0,
    retryBackoff: false,
    // The longest that pg-boss takes: what is not confirmed by then is sent again.
    expireInSeconds: DAY_SECONDS,
    retentionSeconds: 10 * YEAR_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
  };
}

/** What the job of a message has besides its id and data in a relay queue. To be given when it is inserted. */
export function relayJob(messageId: string): Pick<JobInsert, 'group'> {
  // No concurrency is bound to it: pg-boss indexes jobs by group only while they are active, so the messages that wait for
  // a confirmation are found, oldest first, without a look at those that are kept.
  return { group: { id: messageId } };
}
