import type { Delivery } from '#shared-kernel/messaging/subscription.ts';

/**
 * For what every order passes through. A batch costs the same few statements whatever its size, and one
 * batch at a time serves the queue in its order and never waits for its own row locks.
 */
export const setWise: Delivery = { batchSize: 100, concurrency: 1 };
