import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../discovery/instance.ts';
import type { Complain } from '../messaging/seldom.ts';
import { type Answer, CallerGone, Unanswered } from './answer.ts';
import { choose } from './choose.ts';
import type { CountForwarding } from './forwarding-metrics.ts';
import { DEADLINE_HEADER, SERVICE_TOKEN_HEADER } from './headers.ts';
import { ModuleTraffic } from './module-traffic.ts';
import { answerLost, callerGone, moduleUnavailable } from './refusals.ts';
import type { ServiceToken, Timing, Transport } from './transport.ts';
import { type Sent, Upstream } from './upstream.ts';

/** A request to a module, wherever that is at work. */
export interface Call extends Sent {
  readonly module: string;
  /** Whether doing it twice is doing it once. */
  readonly repeatable: boolean;
  /** Whether it takes long by itself: an upload, a stream, or a wait for an end. */
  readonly patient: boolean;
  /** For the work. */
  readonly timeoutMs: number;
  /** For what the answer waits for once the work is done. */
  readonly waitMs: number;
  /** Aborts when who asked goes away. */
  readonly signal: AbortSignal;
  /** For what is asked for other reasons than a caller's. */
  readonly serviceToken?: ServiceToken | undefined;
}

export interface ForwarderOptions {
  readonly timing: Timing;
  readonly count: CountForwarding;
  readonly complain: Complain;
  readonly transport?: Transport | undefined;
  readonly serviceToken?: ServiceToken | undefined;
}

const MOST_RETRIES = 2;
const FIRST_PAUSE_MS = 50;
/** The module gives up this much earlier than we do, so that its own words reach the client. */
const WAY_BACK_MS = 200;

/** Passes requests on to instances of their modules, and keeps what fails there from spreading. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #upstreams = new Map<string, Upstream>();
  readonly #traffic = new Map<string, ModuleTraffic>();

  constructor(options: ForwarderOptions) {
    this.#options = options;
    options.transport?.onRotate(() => {
      for (const upstream of this.upstreams) upstream.renew();
    });
  }

  get upstreams(): readonly Upstream[] {
    return [...this.#upstreams.values()];
  }

  get traffic(): ReadonlyMap<string, ModuleTraffic> {
    return this.#traffic;
  }

  /** From now on these instances are there, and no others. What is under way with one that is gone may end. */
  replace(instances: readonly Instance[]): void {
    const before = new Map(this.#upstreams);
    this.#upstreams.clear();
    for (const instance of instances) {
      const known = before.get(instance.id);
      const same = known?.instance.address === instance.address;
      if (same) before.delete(instance.id);
      this.#upstreams.set(instance.id, same ? known : this.#upstreamOf(instance));
    }
    for (const gone of before.values()) void gone.close();
  }

  /** Rejects with an AppError where no answer came; one that came is returned, whatever it says. */
  async exchange(call: Call): Promise<Answer> {
    const { module, timeoutMs, waitMs } = call;
    const traffic = this.#trafficOf(module);
    traffic.budget.earn();
    const deadline = performance.now() + timeoutMs + waitMs;
    try {
      const answer = await traffic.inTurn(call.patient, () => this.#answerOf(call, traffic, deadline));
      this.#options.count(module, 'answered');
      return answer;
    } catch (thrown) {
      const error = thrown instanceof CallerGone ? callerGone(thrown) : thrown;
      this.#options.count(module, 'refused');
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.upstreams.map((upstream) => upstream.destroy()));
    this.#upstreams.clear();
  }

  async #answerOf(call: Call, traffic: ModuleTraffic, deadline: number): Promise<Answer> {
    const tried = new Set<Upstream>();
    let refusal = moduleUnavailable();
    for (let retries = 0; ; retries += 1) {
      const upstream = this.#choose(call.module, tried);
      const left = deadline - performance.now();
      if (upstream === undefined || left <= 0) throw refusal;
      tried.add(upstream);
      const outcome = await this.#try(call, upstream, left);
      if (!(outcome instanceof Unanswered)) return outcome;
      refusal = outcome.reached ? answerLost(outcome) : moduleUnavailable(outcome);
      if (retries === MOST_RETRIES || !this.#mayRetry(call, outcome, traffic)) throw refusal;
      await pauseBeforeRetry(retries, call.signal);
    }
  }

  async #try(call: Call, upstream: Upstream, left: number): Promise<Answer | Unanswered> {
    const { timing } = this.#options;
    const serviceToken = call.serviceToken ?? this.#options.serviceToken;
    const elsewhere = call.repeatable && this.#usable(call.module).length > 1;
    const timeoutMs = elsewhere ? Math.min(left, timing.tryMs + call.waitMs) : left;
    const token = await serviceToken?.(call.module);
    const headers = {
      ...call.headers,
      [DEADLINE_HEADER]: String(Math.max(1, Math.floor(timeoutMs - call.waitMs - WAY_BACK_MS))),
      ...(token === undefined ? {} : { [SERVICE_TOKEN_HEADER]: token }),
    };
    try {
      return await upstream.exchange({ ...call, headers }, { timeoutMs, signal: call.signal });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      this.#complain(call, upstream, error);
      return error;
    }
  }

  /** One that was not tried yet, where there is one. */
  #choose(module: string, tried: ReadonlySet<Upstream>): Upstream | undefined {
    const usable = this.#usable(module);
    return choose(usable.filter((upstream) => !tried.has(upstream))) ?? choose(usable);
  }

  #usable(module: string): readonly Upstream[] {
    return this.upstreams.filter(({ instance, usable }) => usable && instance.modules.includes(module));
  }

  /** What never reached an instance was not done, and cost nobody anything: trying it elsewhere needs no budget. */
  #mayRetry({ module, repeatable, body }: Call, { reached }: Unanswered, { budget }: ModuleTraffic): boolean {
    if (reached ? !(repeatable && body.kept) : !body.whole) return false;
    const may = !reached || budget.spend();
    this.#options.count(module, may ? 'retried' : 'retry-refused');
    return may;
  }

  #complain({ module }: Call, { instance }: Upstream, error: Unanswered): void {
    const { process, address } = instance;
    this.#options.complain(`${process} did not answer`, error, { module, process, address, reached: error.reached });
  }

  #upstreamOf(instance: Instance): Upstream {
    const { transport, timing, complain } = this.#options;
    const { process, address } = instance;
    return new Upstream(instance, {
      transport,
      timing,
      gaveUp: (reason) =>
        complain(`${process} at ${address} gets no requests until it answers again`, reason, { process, address }),
    });
  }

  #trafficOf(module: string): ModuleTraffic {
    const known = this.#traffic.get(module) ?? new ModuleTraffic(this.#options.timing.turnMs);
    this.#traffic.set(module, known);
    return known;
  }
}

/** Full jitter: what failed together must not come back together. */
async function pauseBeforeRetry(retries: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(Math.random() * FIRST_PAUSE_MS * 2 ** retries, undefined, { signal });
  } catch {
    throw new CallerGone('who asked is gone');
  }
}
