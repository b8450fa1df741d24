import { setTimeout as pause } from 'node:timers/promises';
import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { messageOf } from '#shared-kernel/errors.ts';
import type { Log } from '#shared-kernel/log.ts';
import type { Program, StartedProgram } from './program.ts';

export interface Patience {
  /** The first wait before it is started again; each further one is longer, up to `mostMs`, with jitter. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** What worked for so long begins with the first wait again. */
  readonly soundMs: number;
}

const PATIENCE: Patience = { firstMs: 250, mostMs: 30_000, soundMs: 30_000 };

/** A program that is started again whenever it ends, until it is stopped. */
export class KeptProgram {
  readonly name: string;
  readonly #program: Program;
  readonly #log: Log;
  readonly #patience: Patience;
  readonly #stopping = new AbortController();
  #current: StartedProgram | undefined;
  #running: Promise<void> | undefined;

  constructor(program: Program, log: Log, patience = PATIENCE) {
    this.name = program.name;
    this.#program = program;
    this.#log = log;
    this.#patience = patience;
  }

  /** As it runs now; undefined while it does not. */
  get current(): StartedProgram | undefined {
    return this.#current;
  }

  /** Resolves once it can be used. Where it fails this first time, it is not tried again. */
  async start(): Promise<StartedProgram> {
    const first = this.#start();
    this.#running = first.then(
      (started) => this.#keep(started),
      () => undefined,
    );
    return first;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#current?.stop();
    await this.#running;
  }

  async #start(): Promise<StartedProgram> {
    const started = await this.#program.start(this.#stopping.signal);
    if (this.#stopping.signal.aborted) {
      await started.stop();
      throw new Error(`${this.name} is not wanted any more`);
    }
    this.#current = started;
    return started;
  }

  async #keep(first: StartedProgram): Promise<void> {
    let running: StartedProgram | undefined = first;
    let backoff: IBackoff<unknown> | undefined;
    while (!this.#stopping.signal.aborted) {
      const how: string = running ? await this.#untilEnded(running, () => (backoff = undefined)) : 'did not start';
      if (this.#stopping.signal.aborted) return;
      backoff = (backoff ?? this.#newBackoff()).next(undefined);
      const waitMs = Math.round(backoff.duration);
      this.#log.warn({ program: this.name, waitMs }, `${this.name} ${how}; it is started again in ${waitMs} ms`);
      await pause(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      running = await this.#again();
    }
  }

  async #untilEnded({ ended }: StartedProgram, onSound: () => void): Promise<string> {
    const sound = setTimeout(onSound, this.#patience.soundMs);
    const how = await ended;
    clearTimeout(sound);
    this.#current = undefined;
    return `ended (${how})`;
  }

  async #again(): Promise<StartedProgram | undefined> {
    if (this.#stopping.signal.aborted) return undefined;
    try {
      const started = await this.#start();
      this.#log.info({ program: this.name, url: started.url }, `${this.name} is back`);
      return started;
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#log.error({ program: this.name }, messageOf(error));
      return undefined;
    }
  }

  #newBackoff(): ExponentialBackoff<unknown> {
    const { firstMs, mostMs } = this.#patience;
    return new ExponentialBackoff({ initialDelay: firstMs, maxDelay: mostMs });
  }
}
