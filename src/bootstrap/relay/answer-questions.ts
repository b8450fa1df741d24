import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import type { Complain } from '../messaging/seldom.ts';
import { lackingOf, type Receiver, waitingSecondsOf } from './receiver.ts';
import { type Answer, Question } from './reconciliation.ts';
import { reconcileSubject, speakerOf, streamOf } from './subjects.ts';

/** Questions answered at the same time; who asks another gets no answer, and asks again. */
const MOST_AT_ONCE = 4;

/** Answers, for one module, which messages it lacks. */
export class AnswerQuestions {
  readonly #receiver: Receiver;
  readonly #complain: Complain;
  readonly #answering = new Set<Promise<void>>();
  /** How many messages the broker held for the module when it was last looked at. */
  pending = 0;
  #stopped = false;

  constructor(receiver: Receiver, complain: Complain) {
    this.#receiver = receiver;
    this.#complain = complain;
  }

  subscribe(connection: NatsConnection): void {
    const { name } = this.#receiver;
    const subject = reconcileSubject({ to: name, from: '*' });
    connection.subscribe(subject, {
      queue: 'inbox',
      callback: (error, message) => {
        if (error) this.#complain('questions of other databases cannot be heard', error, { subject });
        else if (!this.#stopped && this.#answering.size < MOST_AT_ONCE) this.#answer(connection, message);
      },
    });
  }

  /** Answers no new question. */
  drain(): void {
    this.#stopped = true;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#answering);
  }

  #answer(connection: NatsConnection, message: Msg): void {
    const answering = this.#lookUp(connection, message.string())
      .then((answer) => void message.respond(JSON.stringify(answer)))
      .catch((error: unknown) => {
        this.#complain('could not say which messages are here', error, {
          module: this.#receiver.name,
          asker: speakerOf(message.subject),
        });
      })
      .finally(() => this.#answering.delete(answering));
    this.#answering.add(answering);
  }

  async #lookUp(connection: NatsConnection, text: string): Promise<Answer> {
    const { messages } = Question.parse(JSON.parse(text));
    // The broker first: what is in neither place when each is looked at in this order was lost.
    const held = await this.#heldByBroker(connection);
    const lacking = await lackingOf(
      this.#receiver,
      messages.map(([id, type]) => ({ id, type })),
    );
    return { lacking: [...lacking], ...held, waitingSeconds: await waitingSecondsOf(this.#receiver) };
  }

  async #heldByBroker(connection: NatsConnection): Promise<Pick<Answer, 'pending' | 'pendingSeconds'>> {
    const jsm = await jetstreamManager(connection, { checkAPI: false });
    const { state } = await jsm.streams.info(streamOf(this.#receiver.name));
    this.pending = state.messages;
    const pendingSeconds = state.messages === 0 ? 0 : Math.max(0, (Date.now() - Date.parse(state.first_ts)) / 1000);
    return { pending: state.messages, pendingSeconds };
  }
}
