import { messageOf } from '#shared-kernel/errors.ts';
import type { Reply, Route, RouteRequest } from '#shared-kernel/http.ts';
import type { Log } from '#shared-kernel/log.ts';
import { withDeadline } from './deadline.ts';

/**
 * Turns an accepted reply into the final one where that comes within `seconds`. The work was committed
 * before, so nothing that goes wrong here takes the accepted reply away from the client.
 */
export async function waitForEnd(
  route: Route,
  request: RouteRequest,
  accepted: Reply,
  { seconds, draining, log }: { seconds: number; draining: AbortSignal; log: Log },
): Promise<Reply> {
  if (seconds === 0 || draining.aborted || accepted.status !== 202) return accepted;
  const end = await withDeadline(
    { timeoutMs: seconds * 1000, outer: () => draining, tooLate: () => new WaitOver() },
    async (signal) => route.waitFor?.({ ...request, signal: AbortSignal.any([signal(), request.signal]) }, accepted),
  ).catch((error: unknown) => {
    if (!(error instanceof WaitOver)) log.warn({ err: error }, `could not wait for the end: ${messageOf(error)}`);
    return undefined;
  });
  if (end === undefined) return accepted;
  const replayed = accepted.headers?.['idempotent-replayed'];
  return {
    ...end,
    headers: {
      ...end.headers,
      ...(replayed === undefined ? {} : { 'idempotent-replayed': replayed }),
      'preference-applied': `wait=${seconds}`,
    },
  };
}

class WaitOver extends Error {
  override readonly name = 'WaitOver';
}
