import { JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream';
import { headers, InvalidArgumentError } from '@nats-io/transport-node';
import { ZodError } from 'zod';
import { Envelope } from '#shared-kernel/messaging/envelope.ts';
import type { RelayRoute } from '../messaging/relay-queues.ts';
import type { ClaimedJob } from '../messaging/worker.ts';
import { messageSubject } from './subjects.ts';

/** What became of a message: `unsendable` is its own fault, `not-taken` is not. */
export type Fate =
  | { readonly kind: 'sent' }
  | { readonly kind: 'unsendable'; readonly error: unknown }
  | { readonly kind: 'not-taken'; readonly error: unknown };

const ACK_TIMEOUT_MS = 5_000;

/** Hands a message to the broker and waits until it has stored it. Never rejects. */
export async function publishMessage(
  client: JetStreamClient,
  route: RelayRoute,
  { data, retryCount }: ClaimedJob,
): Promise<Fate> {
  try {
    const envelope = Envelope.parse(data);
    const contentType = headers();
    contentType.set('content-type', 'application/cloudevents+json');
    await client.publish(messageSubject({ ...route, type: envelope.type }), JSON.stringify(envelope), {
      // Sent again on purpose it is another message to the broker, which would drop what it knows.
      msgID: retryCount === 0 ? envelope.id : `${envelope.id}/${retryCount}`,
      headers: contentType,
      timeout: ACK_TIMEOUT_MS,
    });
    return { kind: 'sent' };
  } catch (error) {
    return { kind: isOwnFault(error) ? 'unsendable' : 'not-taken', error };
  }
}

/** JetStream's code for a message that is larger than its stream takes. */
const MESSAGE_TOO_LARGE = 10054;

function isOwnFault(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === MESSAGE_TOO_LARGE;
  return error instanceof InvalidArgumentError || error instanceof ZodError;
}
