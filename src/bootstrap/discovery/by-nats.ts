import { type NatsConnection, NoRespondersError, RequestError } from '@nats-io/transport-node';
import type { Complain } from '../messaging/seldom.ts';
import type { Broker } from '../relay/broker.ts';
import { type Discovery, EXPIRES_AFTER_SECONDS, type Instance } from './instance.ts';
import { keepLooking } from './keep-looking.ts';
import { instanceIn, SERVICE, serviceSubject } from './nats-service.ts';

export interface NatsDiscoveryOptions {
  readonly broker: Pick<Broker, 'listen' | 'usable'>;
  /** The name of this process, which needs no way to itself. */
  readonly self: string;
  readonly complain: Complain;
  readonly everyMs?: number;
  readonly answerWithinMs?: number;
}

const EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 1_000;

/**
 * The instances that answer on NATS. Who leaves no longer subscribes, which the server says at once; who only says
 * nothing is believed to be busy until he expires. While the broker is away nobody is given up: HTTP needs no broker.
 */
export function byNats(options: NatsDiscoveryOptions): Discovery {
  const { broker, self, complain, everyMs = EVERY_MS, answerWithinMs = ANSWER_WITHIN_MS } = options;
  const known = new Map<string, { readonly instance: Instance; readonly seenAt: number }>();
  const current = () => [...known.values()].map(({ instance }) => instance);
  const look = async () => {
    const connection = broker.usable;
    if (connection === undefined) return current();
    const answers = await ask(connection, answerWithinMs);
    for (const instance of answers) {
      if (instance.process !== self) known.set(instance.id, { instance, seenAt: performance.now() });
    }
    const silent = [...known].filter(([id]) => !answers.some((answer) => answer.id === id));
    await Promise.all(
      silent.map(async ([id, { seenAt }]) => {
        const expired = performance.now() - seenAt > EXPIRES_AFTER_SECONDS * 1000;
        if (expired || (await hasLeft(connection, id, answerWithinMs))) known.delete(id);
      }),
    );
    return current();
  };
  const discovery = keepLooking(look, { everyMs, complain });
  broker.listen({ onUsable: () => discovery.hurry() });
  return discovery;
}

async function ask(connection: NatsConnection, withinMs: number): Promise<readonly Instance[]> {
  const answers: Instance[] = [];
  try {
    const replies = await connection.requestMany(serviceSubject('INFO', SERVICE), '', { strategy: 'timer', maxWait: withinMs });
    for await (const reply of replies) {
      const instance = instanceIn(reply.string());
      if (instance !== undefined) answers.push(instance);
    }
  } catch (error) {
    if (!saysNobody(error)) throw error;
  }
  return answers;
}

async function hasLeft(connection: NatsConnection, id: string, withinMs: number): Promise<boolean> {
  try {
    await connection.request(serviceSubject('PING', SERVICE, id), '', { timeout: withinMs });
    return false;
  } catch (error) {
    return saysNobody(error);
  }
}

function saysNobody(error: unknown): boolean {
  return error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());
}
