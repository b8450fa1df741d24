import { setTimeout as pause } from 'node:timers/promises';
import { NotStarted, type RunningProcess } from './processes.ts';
import { type ShopProcessOptions, startShopProcess } from './shop-processes.ts';

/** A place in the fleet: a process, or the one that comes after it. */
interface Berth {
  readonly number: number;
  process: RunningProcess | undefined;
}

/** Several processes of one shop, each started again whenever it ends. */
export class ShopFleet {
  readonly #options: ShopProcessOptions;
  readonly #environmentFor: (start: number) => Readonly<Record<string, string>>;
  readonly #berths: Berth[];
  readonly #tending: Promise<void>[] = [];
  /** Ends that nobody ordered: a bug's. */
  readonly unordered: string[] = [];
  readonly #ordered = new Set<number>();
  #starts = 0;
  #last = '';
  #closing = false;
  readonly #loads: (readonly string[])[] = [];

  /** `environmentFor` says with which environment the n-th process begins, such as its failpoints. */
  constructor(size: number, options: ShopProcessOptions, environmentFor: (start: number) => Readonly<Record<string, string>>) {
    this.#options = options;
    this.#environmentFor = environmentFor;
    this.#berths = Array.from({ length: size }, (_, number) => ({ number, process: undefined }));
  }

  get starts(): number {
    return this.#starts;
  }

  /** Those that run now. */
  get running(): readonly RunningProcess[] {
    return this.#berths.flatMap(({ process }) => (process?.alive ? [process] : []));
  }

  /** Where a client may turn to: any process that runs, or where one was last. */
  address(choose: (count: number) => number): string {
    const processes = this.running;
    this.#last = processes[choose(processes.length)]?.url ?? this.#last;
    return this.#last;
  }

  async open(): Promise<void> {
    await Promise.all(this.#berths.map((berth) => this.#start(berth)));
    for (const berth of this.#berths) this.#tending.push(this.#tend(berth));
  }

  /** Says that this process is about to end because the harness wants it to. */
  expectEnd({ pid }: RunningProcess): void {
    this.#ordered.add(pid);
  }

  /** Has the next process that starts load these files before it does anything else. */
  nextStartLoads(imports: readonly string[]): void {
    this.#loads.push(imports);
  }

  /** Waits until every place has a process again. */
  async whole(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (this.running.length < this.#berths.length && Date.now() < deadline) await pause(50);
  }

  /** Lets every process finish, and starts none any more. Resolves to how they ended. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const process of this.running) this.expectEnd(process);
    await Promise.all(this.running.map((process) => process.stop()));
    await Promise.all(this.#tending);
  }

  async #tend(berth: Berth): Promise<void> {
    while (!this.#closing) {
      const process = berth.process;
      if (process) {
        const how = await process.ended;
        const failpoint = how === 'SIGKILL';
        if (!this.#ordered.delete(process.pid) && !failpoint) this.unordered.push(`process ${process.pid} ended with ${how}`);
      }
      if (!this.#closing) await this.#start(berth);
    }
    await berth.process?.stop();
  }

  async #start(berth: Berth): Promise<void> {
    const start = this.#starts++;
    const environment = { ...this.#options.environment, ...this.#environmentFor(start) };
    const imports = [...(this.#options.imports ?? []), ...(this.#loads.shift() ?? [])];
    try {
      berth.process = await startShopProcess({ ...this.#options, environment, imports, name: `shop-${berth.number}` });
    } catch (error) {
      // Postgres may be away just now, or a failpoint struck at the start: the next start tries again.
      if (!(error instanceof NotStarted)) throw error;
      berth.process = undefined;
      await pause(200);
    }
  }
}
