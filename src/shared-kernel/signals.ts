/**
 * Tells those who wait in this process that something may have changed. A hint and no more: whoever waits
 * looks for himself when woken, and looks now and then without being woken.
 */
export interface Signals {
  notify(key: string): void;
  /** Resolves when `key` is notified, after `timeoutMs`, or when `signal` aborts, whichever comes first. */
  wait(key: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
}

/** Signals within this process. */
export function createSignals(): Signals {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(key) {
      for (const wake of waiting.get(key) ?? []) wake();
    },
    wait(key, timeoutMs, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wakers = waiting.get(key) ?? new Set();
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', wake);
          wakers.delete(wake);
          if (wakers.size === 0) waiting.delete(key);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        signal?.addEventListener('abort', wake);
        wakers.add(wake);
        waiting.set(key, wakers);
      });
    },
  };
}
