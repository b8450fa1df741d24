import type { Clock } from '#shared-kernel/clock.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';

/** What every use case of inventory is made with. */
export interface Deps {
  readonly events: EventBus;
  readonly clock: Clock;
}
