/**
 * Runs `work` with a signal that aborts after `timeoutMs`, or with `outer`. Rejects with `tooLate()` once the
 * time is over, whether or not `work` minds its signal.
 */
export async function withDeadline<T>(
  { timeoutMs, outer, tooLate }: { timeoutMs: number; outer: AbortSignal; tooLate: () => Error },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(outer.reason);
  const overdue = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = tooLate();
    controller.abort(reason);
    overdue.reject(reason);
  }, timeoutMs);
  outer.addEventListener('abort', follow);
  try {
    return await Promise.race([work(controller.signal), overdue.promise]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', follow);
  }
}
