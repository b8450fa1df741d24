import type { Clock } from '#shared-kernel/clock.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { payments } from '../persistence/payments.ts';
import type { refunds } from '../persistence/refunds.ts';
import type { tokenKeys } from '../persistence/token-keys.ts';
import type { OpenToken } from '../ports/open-token.ts';
import type { AskProvider } from './ask-provider.ts';

/** What the use cases of this module live on. */
export interface Dependencies {
  readonly payments: typeof payments;
  readonly refunds: typeof refunds;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly signals: Signals;
  readonly log: Log;
  readonly ask: AskProvider;
  readonly tokenKeys: typeof tokenKeys;
  readonly openToken: OpenToken;
}
