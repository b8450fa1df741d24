import type { Delivery } from '#shared-kernel/messaging/subscription.ts';

/** A batch costs the same few statements whatever its size, and one at a time never waits for its own row locks. */
export const setWise: Delivery = { batchSize: 100, concurrency: 1 };
