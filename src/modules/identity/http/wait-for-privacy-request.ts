import type { Db } from '#shared-kernel/database/database.ts';
import type { RouteRequest } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import type { PrivacyRequestView } from '../queries/get-privacy-request.ts';
import { privacyRequestSignal } from '../use-cases/privacy-request-signal.ts';

interface Awaited<View extends PrivacyRequestView> {
  readonly id: string;
  readonly signals: Signals;
  look(db: Db): Promise<View | undefined>;
}

/** How often a request is looked at without having been told that it moved: another process may move it. */
const LOOK_AGAIN_MS = 250;

/** The request once it is completed; nothing where the client goes away before. */
export async function endOf<View extends PrivacyRequestView>(
  { read, signal }: Pick<RouteRequest, 'read' | 'signal'>,
  { id, signals, look }: Awaited<View>,
): Promise<View | undefined> {
  while (!signal.aborted) {
    const moved = signals.wait(privacyRequestSignal(id), LOOK_AGAIN_MS, signal);
    const view = await read(look);
    if (view?.status === 'completed') return view;
    await moved;
  }
  return undefined;
}
