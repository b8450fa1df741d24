import type { Tx } from '../database/database.ts';
import type { CommandContract } from './define-command.ts';
import type { PayloadOf } from './define-contract.ts';
import type { EventContract } from './define-event.ts';

/** A fact about one aggregate. */
export interface EventToPublish<Payload> {
  /** The id of the aggregate. */
  readonly subject: string;
  /** The aggregate's version after the change that the event reports: gapless, from 1. */
  readonly sequence: number;
  readonly payload: Payload;
}

/** A request about one aggregate. */
export interface CommandToSend<Payload> {
  /** The id of the aggregate that the command is about. */
  readonly subject: string;
  readonly payload: Payload;
  /** Not before this time: how timeouts are written. */
  readonly deliverAt?: Date;
}

/**
 * How a module speaks. Both verbs demand the transaction that makes the change: the message exists if
 * and only if the change was committed. It is validated and serialised when the verb is called, written
 * to the queues of all subscribers just before the commit, and delivered at least once after it.
 */
export interface EventBus {
  /** Tells a fact to every subscriber. Throws a ZodError where the payload does not fit the contract. */
  publish<C extends EventContract>(tx: Tx, event: C, message: EventToPublish<PayloadOf<C>>): void;
  /** Asks the module that owns the command. Throws a ZodError where the payload does not fit the contract. */
  send<C extends CommandContract>(tx: Tx, command: C, message: CommandToSend<PayloadOf<C>>): void;
}
