import { SingleBar } from 'cli-progress';

/** How far a verb of a module has come. */
export interface Done {
  readonly count: number;
  /** Begins with `NN %` where the end is known. */
  readonly note?: string;
}

export interface Progress {
  report(done: Done): void;
  end(): void;
}

/** A bar where a person watches, a line for each step in a log. Standard output stays free for the result. */
export function progressOn(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): Progress {
  return stream.isTTY ? barOn(stream) : linesOn(stream);
}

function linesOn(stream: NodeJS.WritableStream): Progress {
  return { report: (done) => void stream.write(`${lineOf(done)}\n`), end: () => undefined };
}

function barOn(stream: NodeJS.WritableStream): Progress {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} %, {count}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  let started = false;
  return {
    report(done) {
      if (!started) bar.start(100, 0, { count: 0 });
      started = true;
      bar.update(percentOf(done), { count: done.count.toLocaleString('en') });
    },
    end: () => bar.stop(),
  };
}

function lineOf({ count, note }: Done): string {
  return `${count.toLocaleString('en')} done${note === undefined ? '' : `, ${note}`}`;
}

export function percentOf({ note }: Done): number {
  return Number(/^(\d+) %/.exec(note ?? '')?.[1] ?? 0);
}
