import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Ledger, LedgerEntry } from './ledger.ts';

/** What the carrier wants to know about a parcel. */
export const ParcelBody = z.strictObject({
  recipient: z.string(),
  address: z.strictObject({
    line1: z.string(),
    line2: z.string().optional(),
    city: z.string(),
    region: z.string().optional(),
    postalCode: z.string(),
    country: z.string(),
  }),
  lines: z.array(z.strictObject({ sku: z.string(), quantity: z.int().positive() })),
});
export type ParcelBody = z.output<typeof ParcelBody>;

export type ParcelAnswer =
  | { readonly kind: 'booked'; readonly trackingNumber: string }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'key_reused' };

const CANCELLED = { kind: 'refused', code: 'cancelled', detail: 'The shipment was cancelled.' } as const;

/** The carrier's memory, which is its ledger: one shipment, and one answer, for each key. */
export class CarrierBooks {
  readonly #ledger: Ledger;
  readonly #accounts = new Map<string, Account>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    for (const entry of ledger.entries) this.#apply(entry);
  }

  get entries(): readonly LedgerEntry[] {
    return this.#ledger.entries;
  }

  knows(key: string): boolean {
    return this.#accounts.has(key);
  }

  book(key: string, parcel: ParcelBody, at: string): ParcelAnswer {
    const fingerprint = createHash('sha256').update(JSON.stringify(parcel)).digest('hex');
    const known = this.#accounts.get(key)?.request;
    if (known && known.fingerprint !== fingerprint) return { kind: 'key_reused' };
    if (!this.knows(key)) this.#write(entryFor(parcel, { at, key, fingerprint }));
    return this.find(key);
  }

  find(key: string): ParcelAnswer {
    const account = this.#accounts.get(key);
    if (!account) return { kind: 'absent' };
    if (account.cancelled || !account.request) return CANCELLED;
    if (account.request.type === 'refused') {
      return { kind: 'refused', code: account.request.code, detail: account.request.detail };
    }
    return { kind: 'booked', trackingNumber: account.request.trackingNumber };
  }

  /** A key that was never heard of is cancelled too: what comes under it later is refused. */
  cancel(
    key: string,
    at: string,
  ): { readonly kind: 'cancelled' } | { readonly kind: 'too_late'; readonly trackingNumber: string } {
    const account = this.#accounts.get(key);
    if (account?.collected && account.request?.type === 'booked') {
      return { kind: 'too_late', trackingNumber: account.request.trackingNumber };
    }
    if (!account?.cancelled) this.#write({ type: 'cancelled', at, key });
    return { kind: 'cancelled' };
  }

  /** The carrier's van was there. False where it has no such parcel. */
  collect(key: string, at: string): boolean {
    if (this.find(key).kind !== 'booked') return false;
    if (!this.#accounts.get(key)?.collected) this.#write({ type: 'collected', at, key });
    return true;
  }

  #write(entry: LedgerEntry): void {
    this.#ledger.append(entry);
    this.#apply(entry);
  }

  #apply(entry: LedgerEntry): void {
    const account = this.#accounts.get(entry.key) ?? { request: undefined, cancelled: false, collected: false };
    this.#accounts.set(entry.key, account);
    if (entry.type === 'cancelled') account.cancelled = true;
    else if (entry.type === 'collected') account.collected = true;
    else account.request = entry;
  }
}

interface Account {
  request: Extract<LedgerEntry, { readonly fingerprint: string }> | undefined;
  cancelled: boolean;
  collected: boolean;
}

function entryFor(
  parcel: ParcelBody,
  common: { readonly at: string; readonly key: string; readonly fingerprint: string },
): LedgerEntry {
  if (parcel.address.postalCode === '00000') {
    return { type: 'refused', ...common, code: 'not_served', detail: 'No parcels are taken to this postal code.' };
  }
  return { type: 'booked', ...common, trackingNumber: `SBX${String(randomInt(1e12)).padStart(12, '0')}` };
}
