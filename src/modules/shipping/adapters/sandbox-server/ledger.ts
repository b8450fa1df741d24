import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** One line of the ledger: what the carrier did under a key. No line holds a name or an address. */
export const LedgerEntry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('booked'),
    at: z.iso.datetime(),
    key: z.string(),
    fingerprint: z.string(),
    trackingNumber: z.string(),
  }),
  z.strictObject({
    type: z.literal('refused'),
    at: z.iso.datetime(),
    key: z.string(),
    fingerprint: z.string(),
    code: z.string(),
    detail: z.string(),
  }),
  z.strictObject({ type: z.literal('cancelled'), at: z.iso.datetime(), key: z.string() }),
  z.strictObject({ type: z.literal('collected'), at: z.iso.datetime(), key: z.string() }),
]);
export type LedgerEntry = z.output<typeof LedgerEntry>;

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  append(entry: LedgerEntry): void;
  close(): void;
}

/** An append-only file of JSON lines; a line that a crash left unfinished is skipped, for its caller got no answer. */
export function openLedger(file: string): Ledger {
  mkdirSync(dirname(file), { recursive: true });
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const entries = text.split('\n').flatMap(entryOf);
  const descriptor = openSync(file, 'a');
  if (text !== '' && !text.endsWith('\n')) appendFileSync(descriptor, '\n');
  return {
    entries,
    append(entry) {
      appendFileSync(descriptor, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
    },
    close: () => closeSync(descriptor),
  };
}

function entryOf(line: string): LedgerEntry[] {
  try {
    return [LedgerEntry.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
