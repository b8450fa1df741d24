import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { privacyRequests } from '../persistence/privacy-requests.ts';

const AT_ONCE = 100;

export type RemoveExpiredExports = ReturnType<typeof removeExpiredExports>;

/** Resolves to true where there may be more. */
export const removeExpiredExports =
  ({ clock }: { readonly clock: Clock }) =>
  async (tx: Tx): Promise<boolean> =>
    (await privacyRequests.removeExpired(tx, clock.now(), AT_ONCE)) === AT_ONCE;
