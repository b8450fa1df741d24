import { type BookedCharge, type Difference, differencesOf } from '../domain/reconciliation.ts';
import type { ProviderCharge, ProviderLedger } from '../ports/provider-ledger.ts';

interface Dependencies {
  readonly provider: ProviderLedger;
  readonly listBookedCharges: ListBookedCharges;
}

/** What our ledger says, a page at a time, after the payment `after`. */
type ListBookedCharges = (after: string | undefined, limit: number) => Promise<readonly BookedCharge[]>;

/** Lists every difference between our ledger and the provider's. What is under way at the time can show as one. */
export const reconcileLedger =
  ({ provider, listBookedCharges }: Dependencies) =>
  async (progress: (count: number) => void = () => undefined): Promise<readonly Difference[]> => {
    const theirs = new Map<string, ProviderCharge>();
    for await (const charge of provider.charges()) theirs.set(charge.charge, charge);
    const differences: Difference[] = [];
    let count = 0;
    for await (const ours of allOf(listBookedCharges)) {
      differences.push(...differencesOf(ours, theirs.get(ours.charge)));
      theirs.delete(ours.charge);
      progress(++count);
    }
    for (const unknown of theirs.values()) differences.push(...differencesOf(undefined, unknown));
    return differences;
  };
export type ReconcileLedger = ReturnType<typeof reconcileLedger>;

async function* allOf(listBookedCharges: ListBookedCharges): AsyncGenerator<BookedCharge> {
  let after: string | undefined;
  for (;;) {
    const page = await listBookedCharges(after, PAGE);
    yield* page;
    after = page.at(-1)?.paymentId;
    if (after === undefined) return;
  }
}

const PAGE = 1_000;
