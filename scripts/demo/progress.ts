import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long piece of work has come, on standard error. */
export interface Progress {
  begin(label: string, total: number): Bar;
}

export interface Bar {
  add(): void;
  /** So much is done; `total` where it turned out to be another. */
  set(done: number, total?: number): void;
  end(): void;
}

/** A bar with rate and remaining time on a terminal, a plain line every few seconds elsewhere. */
export const progressOn = (stream: NodeJS.WriteStream): Progress => ({
  begin: (label, total) => (stream.isTTY ? terminalBar(stream, label, total) : plainLines(stream, label, total)),
});

export const silentProgress: Progress = {
  begin: () => ({ add: () => undefined, set: () => undefined, end: () => undefined }),
};

function terminalBar(stream: NodeJS.WriteStream, label: string, total: number): Bar {
  const format = '  {label} |{bar}| {value}/{total} · {rate}/s · {eta_formatted} left';
  const bar = new SingleBar({ stream, format, etaBuffer: 200, hideCursor: true }, Presets.shades_classic);
  const startedAt = performance.now();
  let done = 0;
  bar.start(total, 0, { label: label.padEnd(10), rate: 0 });
  const set = (now: number) => {
    done = now;
    bar.update(now, { rate: rateOf(now, startedAt) });
  };
  return {
    add: () => set(done + 1),
    set(now, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      set(now);
    },
    end: () => bar.stop(),
  };
}

const LINE_EVERY_MS = 5_000;

function plainLines(stream: NodeJS.WriteStream, label: string, expected: number): Bar {
  let total = expected;
  let done = 0;
  let last = { done, at: performance.now() };
  const line = () => {
    const rate = rateOf(done - last.done, last.at);
    last = { done, at: performance.now() };
    const left = done < total && rate > 0 ? `, ${Math.ceil((total - done) / rate)} s left` : '';
    stream.write(`  ${label}: ${done} of ${total}, ${rate}/s${left}\n`);
  };
  const set = (now: number) => {
    done = now;
    if (performance.now() >= last.at + LINE_EVERY_MS) line();
  };
  return {
    add: () => set(done + 1),
    set(now, newTotal = total) {
      total = newTotal;
      set(now);
    },
    end: line,
  };
}

function rateOf(done: number, since: number): number {
  return Math.round((1_000 * done) / Math.max(1, performance.now() - since));
}
