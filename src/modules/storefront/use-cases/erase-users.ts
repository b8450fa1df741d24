import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { eraseUsers as erase } from '../persistence/erasure.ts';
import { generations } from '../persistence/generations.ts';

export type EraseUsers = ReturnType<typeof eraseUsers>;

/** Forgets all that was told about these users, and whatever will be told. */
export const eraseUsers =
  ({ clock }: { readonly clock: Clock }) =>
  async (tx: Tx, userIds: readonly string[]): Promise<void> => {
    if (userIds.length === 0) return;
    await generations.holdAlone(tx);
    await erase(tx, userIds, clock.now());
  };
