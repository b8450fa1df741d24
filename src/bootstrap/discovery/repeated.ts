export interface RepeatedOptions {
  readonly everyMs: number;
  readonly failed: (error: unknown) => void;
}

/** Work that is done again `everyMs` after it ended, whether or not it failed. */
export interface Repeated {
  /** Resolves when it was done once. */
  start(): Promise<void>;
  /** Does it now rather than later, unless it is under way. */
  hurry(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function repeated(work: () => Promise<void>, { everyMs, failed }: RepeatedOptions): Repeated {
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  let stopped = false;
  const run = async () => {
    await work().catch(failed);
    if (!stopped) timer = setTimeout(again, everyMs);
  };
  const again = () => {
    timer = undefined;
    underWay = run();
  };
  return {
    start() {
      again();
      return underWay;
    },
    hurry() {
      if (timer === undefined || stopped) return;
      clearTimeout(timer);
      again();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
