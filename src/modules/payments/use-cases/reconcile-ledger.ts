import type { Database } from '#shared-kernel/database/database.ts';
import { type BookedCharge, type Difference, differencesOf } from '../domain/reconciliation.ts';
import type { ProviderCharge, ProviderLedger } from '../ports/provider-ledger.ts';
import { listBookedCharges } from '../queries/list-booked-charges.ts';

interface Dependencies {
  readonly database: Pick<Database, 'read'>;
  readonly provider: ProviderLedger;
}

/** Lists every difference between our ledger and the provider's. What is under way at the time can show as one. */
export const reconcileLedger =
  ({ database, provider }: Dependencies) =>
  async (progress: (count: number) => void = () => undefined): Promise<readonly Difference[]> => {
    const theirs = new Map<string, ProviderCharge>();
    for await (const charge of provider.charges()) theirs.set(charge.charge, charge);
    const differences: Difference[] = [];
    let count = 0;
    for await (const ours of bookedCharges(database)) {
      differences.push(...differencesOf(ours, theirs.get(ours.charge)));
      theirs.delete(ours.charge);
      progress(++count);
    }
    for (const unknown of theirs.values()) differences.push(...differencesOf(undefined, unknown));
    return differences;
  };
export type ReconcileLedger = ReturnType<typeof reconcileLedger>;

async function* bookedCharges(database: Pick<Database, 'read'>): AsyncGenerator<BookedCharge> {
  let after: string | undefined;
  for (;;) {
    const page = await database.read((db) => listBookedCharges(db, after, PAGE));
    yield* page;
    after = page.at(-1)?.paymentId;
    if (after === undefined) return;
  }
}

const PAGE = 1_000;
