import { Envelope } from '#shared-kernel/messaging/envelope.ts';
import { parseMessageSubject } from './subjects.ts';

/** A message as the broker hands it out. */
export interface Delivered {
  readonly subject: string;
  string(): string;
}

/** A message that came from another database, and from whom. */
export interface Received {
  readonly from: string;
  readonly envelope: Envelope;
}

/** What the broker handed out and no sender can have meant: no message, or one in the name of another. */
export class RefusedDelivery extends Error {
  override readonly name = 'RefusedDelivery';
}

/**
 * Reads what came for the module `to`. Throws {@link RefusedDelivery} where it is no envelope, or says other things of its
 * sender, receiver or type than the subject that the broker let it through on.
 */
export function readDelivered(to: string, delivered: Delivered): Received {
  const subject = parseMessageSubject(delivered.subject);
  if (subject === undefined || subject.to !== to) throw new RefusedDelivery(`${delivered.subject} is no subject for ${to}`);
  const envelope = envelopeIn(delivered);
  if (envelope.source !== `/${subject.from}`) {
    throw new RefusedDelivery(`a message that ${subject.from} sent says that it is from ${envelope.source}`);
  }
  if (envelope.type !== subject.type)
    throw new RefusedDelivery(`a message sent as ${subject.type} says that it is ${envelope.type}`);
  return { from: subject.from, envelope };
}

function envelopeIn(delivered: Delivered): Envelope {
  try {
    return Envelope.parse(JSON.parse(delivered.string()));
  } catch (cause) {
    throw new RefusedDelivery('not a CloudEvents envelope', { cause });
  }
}
