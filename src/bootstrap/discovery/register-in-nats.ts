import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Complain } from '../messaging/seldom.ts';
import type { Broker } from '../relay/broker.ts';
import type { Instance, Registration } from './instance.ts';
import { SERVICE, serviceReply, serviceSubject, VERBS } from './nats-service.ts';

export interface NatsRegistrationOptions {
  readonly broker: Pick<Broker, 'listen' | 'usable'>;
  readonly instance: Instance;
  readonly complain: Complain;
}

/** Answers for this process in NATS's protocol for services, so that the tools of NATS see it too (`nats micro ls`). */
export function registerInNats({ broker, instance, complain }: NatsRegistrationOptions): Registration {
  let answersOn: NatsConnection | undefined;
  let subscriptions: readonly Subscription[] = [];
  let registered = false;
  const answer = (connection: NatsConnection | undefined) => {
    // A connection that was lost and is back has kept its subscriptions.
    if (!registered || connection === undefined || connection === answersOn) return;
    subscriptions = subscribe(connection, instance, complain);
    answersOn = connection;
  };
  broker.listen({ onUsable: answer });
  return {
    async start() {
      registered = true;
      answer(broker.usable);
    },
    async stop() {
      registered = false;
      if (answersOn === undefined || broker.usable !== answersOn) return;
      for (const subscription of subscriptions) subscription.unsubscribe();
      // Or the server would still ask a process that has left.
      await answersOn.flush().catch((error: unknown) => complain('this process could not take its leave', error));
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
