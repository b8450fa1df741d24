import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Complain } from '../messaging/seldom.ts';
import type { Instance, Registration } from './instance.ts';
import { SERVICE, serviceReply, serviceSubject, VERBS } from './nats-service.ts';

export interface NatsRegistrationOptions {
  /** Not started yet: it is told of each new connection. */
  readonly broker: { listen(listener: { readonly onOpen: (connection: NatsConnection) => void }): void };
  readonly instance: Instance;
  readonly complain: Complain;
}

/** Answers for this process in NATS's protocol for services, so that the tools of NATS see it too (`nats micro ls`). */
export function registerInNats({ broker, instance, complain }: NatsRegistrationOptions): Registration {
  let connection: NatsConnection | undefined;
  let answering: readonly Subscription[] = [];
  let ready = false;
  const answer = () => {
    if (ready && connection !== undefined) answering = subscribe(connection, instance, complain);
  };
  broker.listen({
    onOpen(opened) {
      connection = opened;
      answer();
    },
  });
  return {
    async start() {
      ready = true;
      answer();
    },
    async stop() {
      ready = false;
      if (connection?.isClosed() ?? true) return;
      for (const subscription of answering) subscription.unsubscribe();
      // Or the server would still ask a process that has left.
      await connection?.flush().catch((error: unknown) => complain('this process could not take its leave', error));
    },
  };
}

function subscribe(connection: NatsConnection, instance: Instance, complain: Complain): readonly Subscription[] {
  return VERBS.flatMap((verb) => {
    const text = serviceReply(verb, instance);
    return [[], [SERVICE], [SERVICE, instance.id]].map((whom) =>
      connection.subscribe(serviceSubject(verb, ...whom), {
        callback(error, message) {
          if (error) complain('this process cannot answer for itself on the broker', error);
          else message.respond(text);
        },
      }),
    );
  });
}
