import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Database } from '#shared-kernel/database/database.ts';
import type { HealthCheck } from '#shared-kernel/module.ts';
import { findIdleRebuild } from '../queries/find-idle-rebuild.ts';

/** Far longer than one step of a rebuild takes. */
const IDLE_SECONDS = 300;

/** A rebuild that was interrupted costs every event a second write until it is carried on. */
export const rebuildCheck = (database: Database, clock: Clock): HealthCheck => ({
  name: 'rebuild',
  async run() {
    const idle = await database.read((db) => findIdleRebuild(db, secondsAfter(clock.now(), -IDLE_SECONDS)));
    if (idle) {
      throw new Error(`a rebuild stopped after ${idle.done} of ${idle.total} facts: run tessera storefront rebuild to go on`);
    }
    return 'no rebuild waits to be carried on';
  },
});
