import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Imports } from '../persistence/imports.ts';

const KEPT_SECONDS = 30 * 86_400;

export type ForgetImports = ReturnType<typeof forgetImports>;

/** Forgets imports that ended more than 30 days ago, with their errors. */
export const forgetImports =
  ({ imports, clock }: { readonly imports: Imports; readonly clock: Clock }) =>
  (tx: Tx): Promise<void> =>
    imports.forgetFinished(tx, secondsAfter(clock.now(), -KEPT_SECONDS));
