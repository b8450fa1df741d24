import type { Contract, PayloadOf } from './define-contract.ts';
import { type Cause, Envelope } from './envelope.ts';

/** A message as its handler sees it: validated, and frozen all the way down. */
export interface Message<Payload = unknown> {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** The version of the aggregate (events only). */
  readonly sequence: number | undefined;
  readonly time: Date;
  readonly payload: Payload;
  /** What a transaction that handles this message hands on to the messages it sends. */
  readonly cause: Cause;
}

/** A message of one of several contracts, told apart by `type`. */
export type MessageOf<C extends Contract> = C extends Contract ? Message<PayloadOf<C>> & { readonly contract: C } : never;

/** Tells a message of this contract from others, and its payload's type with it. */
export function isOf<C extends Contract>(contract: C, message: Message): message is Message<PayloadOf<C>> {
  return message.type === contract.type;
}

/** Raised for what no contract of the subscription describes. Tried again like any failure: a newer process may know it. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Reads what a queue held. Throws {@link UnreadableMessage} where no contract in `contracts` fits it. */
export function unseal<C extends Contract>(contracts: readonly C[], raw: unknown): MessageOf<C> {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success) throw new UnreadableMessage('not a CloudEvents envelope', { cause: envelope.error });
  const contract = contracts.find(({ type }) => type === envelope.data.type);
  if (!contract) throw new UnreadableMessage(`no contract for ${envelope.data.type}`);
  const payload = contract.payload.safeParse(envelope.data.data);
  if (!payload.success) throw new UnreadableMessage(`does not fit ${contract.type}`, { cause: payload.error });
  const { id, type, subject, sequence, time, correlationid, traceparent } = envelope.data;
  const message = {
    contract,
    id,
    type,
    subject,
    sequence: sequence === undefined ? undefined : Number(sequence),
    time: new Date(time),
    payload: deepFreeze(payload.data),
    cause: { correlationId: correlationid, causationId: id, ...(traceparent === undefined ? {} : { traceparent }) },
  };
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the payload was parsed by the contract found above, which the compiler cannot follow.
  return Object.freeze(message) as unknown as MessageOf<C>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
