import type { Row } from './final-state.ts';

/**
 * All that two runs of the same scenarios may differ in, and why: nothing else is left out of the comparison. Ids are not
 * here: each is replaced by the name of what it stands for.
 */

/** Tables that say nothing about the shop's state. */
const LEFT_OUT: readonly { readonly table: RegExp; readonly because: string }[] = [
  { table: /\.migrations$/, because: 'says when the code was installed' },
  { table: /\.inbox$/, because: 'one mark for each message: the invariants hold them against the messages one by one' },
  {
    table: /\.idempotency_keys$/,
    because: 'what clients sent under keys of their own, sealed: repeated answers are compared by the invariants',
  },
  {
    table: /^identity\.(signing_keys|sign_in_turns)$/,
    because: 'keys that each shop makes up, and how fast somebody may sign in again',
  },
  { table: /^(payments\.token_keys|orders\.payment_keys)$/, because: 'keys that each shop makes up' },
  { table: /^notifications\.webhook_attempts$/, because: 'how often something was tried, and how long that took' },
];

/** Columns and fields whose values depend on how quickly or in which order things happened. */
const BLURRED: readonly { readonly table: RegExp; readonly field: RegExp; readonly because: string }[] = [
  { table: /./, field: /_hash$|^successor_key$|_jwk$|^secret/, because: 'made up at random, or the hash of it' },
  { table: /./, field: /^attempts?$|^tries_left$/, because: 'how often something was tried' },
  {
    table: /^orders\.timeline$|^identity\.privacy_timeline$/,
    field: /^id$/,
    because: 'numbered in the order of steps that run side by side',
  },
  {
    table: /^inventory\.stock_items$|^storefront\.(stock|facts)$/,
    field: /^(version|sequence)$/,
    because: 'stock of several orders may change in one step',
  },
];

/** Parts of texts that no two shops have in common. */
const BLURRED_TEXTS: readonly { readonly text: RegExp; readonly name: string; readonly because: string }[] = [
  { text: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, name: '<time>', because: 'a time' },
  { text: /\b127\.0\.0\.1:\d+/g, name: '<address>', because: 'on a port that was free' },
  { text: /\bT-\d{6,}\b/g, name: '<order number>', because: 'numbered in the order in which customers came' },
  { text: /\bSBX\d+\b/g, name: '<tracking number>', because: 'made up by the carrier' },
];

/** Rows that may be there or not. */
const BY_CHANCE: readonly { readonly table: RegExp; readonly row: RegExp; readonly because: string }[] = [
  {
    table: /^(orders|inventory\.(?!stock_items)|payments|shipping|notifications|outside)/,
    row: /order of TURN-\d|"sku":"TURN-\d/,
    because:
      'was cancelled in the middle: how far it had got by then decides what has to be undone. That nothing is left is for the story to see',
  },
  {
    table: /^outside\.payments$/,
    row: /^\{"answer":\{"status":402\},"operation":"void"\}$/,
    because:
      'the same orders: one that was being charged at that moment is to be voided, which the provider refuses; it is refunded',
  },
  {
    table: /^orders\.timeline$/,
    row: /"cancelled order of .*"outcome":"done","step":"(confirm-prices|hold-stock)"/,
    because:
      'these two run side by side: whether the second is still told of depends on which comes first where the first is refused',
  },
];

export function isCompared(table: string, line: string): boolean {
  if (LEFT_OUT.some((each) => each.table.test(table))) return false;
  return !BY_CHANCE.some((each) => each.table.test(table) && each.row.test(line));
}

/** A row without what may differ. */
export function blurred(table: string, row: Row, nameOf: (id: string) => string): Row {
  const fields = BLURRED.filter((each) => each.table.test(table)).map(({ field }) => field);
  const differs = (field: string, value: unknown) => value !== null && fields.some((each) => each.test(field));
  const blur = (value: unknown): unknown => {
    if (typeof value === 'string') return blurredText(value, nameOf);
    if (Array.isArray(value)) return value.map(blur);
    return typeof value === 'object' && value !== null ? blurAll(value) : value;
  };
  const blurAll = (value: object): Row => {
    const sorted = Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b));
    return Object.fromEntries(sorted.map(([field, part]) => [field, differs(field, part) ? '<differs>' : blur(part)]));
  };
  return blurAll(row);
}

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function blurredText(text: string, nameOf: (id: string) => string): string {
  const named = text.replace(ID, (id) => nameOf(id));
  return BLURRED_TEXTS.reduce((rest, { text: part, name }) => rest.replace(part, name), named);
}
