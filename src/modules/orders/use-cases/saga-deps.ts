import type { Clock } from '#shared-kernel/clock.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { OrderSagas } from '../domain/order-sagas.ts';
import type { SagaCommands } from './saga-commands.ts';

/** What the sagas of orders live on. */
export interface SagaDeps {
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly definitions: OrderSagas;
  readonly commands: SagaCommands;
}
