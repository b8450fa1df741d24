/** A signal that is made once somebody asks for it: most work never does. */
export type GetSignal = () => AbortSignal;

export interface Deadline {
  readonly timeoutMs: number;
  /** What else ends the work. */
  readonly outer: GetSignal;
  readonly tooLate: () => Error;
}

/**
 * Runs `work` with a signal that aborts after `timeoutMs`, or with `outer`. Rejects with `tooLate()` once the
 * time is over, whether or not `work` minds its signal.
 */
export async function withDeadline<T>(
  { timeoutMs, outer, tooLate }: Deadline,
  work: (signal: GetSignal) => Promise<T>,
): Promise<T> {
  const overdue = Promise.withResolvers<never>();
  const limit = abortedWith(outer);
  const timer = setTimeout(() => {
    const reason = tooLate();
    limit.abort(reason);
    overdue.reject(reason);
  }, timeoutMs);
  try {
    return await Promise.race([work(limit.signal), overdue.promise]);
  } finally {
    clearTimeout(timer);
    limit.forget();
  }
}

function abortedWith(outer: GetSignal) {
  let made: AbortController | undefined;
  const controller = () => {
    if (made !== undefined) return made;
    made = new AbortController();
    if (outer().aborted) follow();
    else outer().addEventListener('abort', follow);
    return made;
  };
  const follow = () => made?.abort(outer().reason);
  return {
    signal: () => controller().signal,
    abort: (reason: Error) => controller().abort(reason),
    forget() {
      if (made !== undefined) outer().removeEventListener('abort', follow);
    },
  };
}
