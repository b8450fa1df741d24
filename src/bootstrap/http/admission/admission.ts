import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AppError } from '#shared-kernel/errors.ts';
import type { Complain } from '../../messaging/seldom.ts';
import type { Counter, Metrics } from '../../metrics/registry.ts';
import type { RequestClass } from './classify.ts';
import { Lane } from './lane.ts';
import { Places } from './places.ts';

export interface AdmissionOptions {
  /** Undefined for what is always admitted. */
  readonly classify: (method: string, path: string) => RequestClass | undefined;
  /** How long what has to pass all of these queues would wait in them. */
  readonly waitingSeconds: (queues: readonly string[]) => number;
  /** What begins something new is refused while it would wait for longer on its way. */
  readonly mostWaitingSeconds: number;
  /** How many callers wait for a connection of a module. */
  readonly callersWaiting: (module: string) => number;
  readonly complain: Complain;
  readonly metrics: Metrics;
}

/** An admitted request. It counts as load until it leaves, once; leaving again does nothing. */
export interface Ticket {
  leave(): void;
}

/** A request at the door. Exactly one of `admit` and `refuse` is called, once, unless it is gone. */
export interface Caller {
  readonly method: string;
  readonly path: string;
  admit(ticket: Ticket): void;
  refuse(error: AppError): void;
  gone(): boolean;
}

const ADJUST_MS = 250;
const RESOLUTION_MS = 20;
/** Work that waits this long for its turn on the event loop means that there is too much of it. */
const MOST_DELAY_MS = 50;
/** Requests that wait for connections keep the handlers of messages waiting for them too. */
const MOST_CALLERS_WAITING = 4;
/** Clients that may wait for an end, or follow a stream, at the same time: they cost memory and a look now and then. */
const MOST_FOLLOWING = 512;

/** Decides which requests are worked on, so that under any load those which are get their answer in time. */
export class Admission {
  /** For those who only wait for something to end: they are no load, but not free either. */
  readonly following = new Places(MOST_FOLLOWING);
  readonly #options: AdmissionOptions;
  readonly #lanes = new Map<string, { readonly lane: Lane; readonly found: RequestClass }>();
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #shed: Counter;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#shed = options.metrics.counter('tessera_http_shed_total', 'Requests refused because of overload');
    const gauge = (name: string, help: string, read: (lane: Lane) => number) =>
      options.metrics.gauge(name, help, () =>
        [...this.#lanes.values()].map(({ lane }) => ({ labels: { lane: lane.name }, value: read(lane) })),
      );
    gauge('tessera_http_at_work', 'Requests that are worked on', ({ load }) => load.atWork);
    gauge('tessera_http_waiting', 'Requests that wait to be worked on', ({ load }) => load.waiting);
    gauge('tessera_http_limit', 'Requests that may be worked on at the same time', ({ load }) => load.limit);
    options.metrics.gauge('tessera_http_following', 'Clients that wait for an end or follow a stream', () => [
      { value: this.following.taken },
    ]);
  }

  start(): void {
    this.#delay.enable();
    this.#timer = setInterval(() => this.#adjust(), ADJUST_MS);
    this.#timer.unref();
  }

  /** Refuses whoever still waits. */
  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
    for (const { lane } of this.#lanes.values()) lane.close();
  }

  enter(caller: Caller): void {
    const found = this.#options.classify(caller.method, caller.path);
    if (!found) {
      caller.admit(NO_LOAD);
      return;
    }
    if (this.#isLate(found)) {
      this.#refuse(caller, found);
      return;
    }
    const lane = this.#laneOf(found);
    lane.enter({
      admit: () => caller.admit(ticketOf(lane)),
      refuse: () => this.#refuse(caller, found),
      gone: caller.gone,
      welcome: () => !this.#isLate(found),
    });
  }

  #isLate({ queues }: RequestClass): boolean {
    const { waitingSeconds, mostWaitingSeconds } = this.#options;
    return queues.length > 0 && waitingSeconds(queues) > mostWaitingSeconds;
  }

  #laneOf(found: RequestClass): Lane {
    const known = this.#lanes.get(found.lane) ?? { lane: new Lane(found.lane), found };
    this.#lanes.set(found.lane, known);
    return known.lane;
  }

  #refuse(caller: Caller, found: RequestClass): void {
    const { lane } = found;
    const reason = this.#isLate(found) ? 'backlog' : 'full';
    this.#shed.add({ lane, reason });
    const error = overloaded();
    this.#options.complain('requests are refused', error, { lane, reason });
    caller.refuse(error);
  }

  #adjust(): void {
    const delayMs = this.#delay.mean / 1e6 - RESOLUTION_MS;
    this.#delay.reset();
    const { callersWaiting, waitingSeconds, mostWaitingSeconds } = this.#options;
    for (const { lane, found } of this.#lanes.values()) {
      // Fewer are let in long before none are: the age of what waits tells late how much there is.
      const late = waitingSeconds(found.queues) > mostWaitingSeconds / 4;
      lane.adjust(late || delayMs > MOST_DELAY_MS || callersWaiting(found.module) > MOST_CALLERS_WAITING);
    }
  }
}

/** The refusal of whatever would be too much. Spread over a few seconds, so that not all come back at once. */
export function overloaded(): AppError {
  return new AppError('unavailable', {
    code: 'http.overloaded',
    detail: 'More is asked for than can be done right now; nothing was changed. Try again in a moment.',
    retryAfterSeconds: 1 + Math.floor(Math.random() * 3),
  });
}

const NO_LOAD: Ticket = { leave: () => undefined };

function ticketOf(lane: Lane): Ticket {
  let left = false;
  return {
    leave() {
      if (left) return;
      left = true;
      lane.leave();
    },
  };
}
