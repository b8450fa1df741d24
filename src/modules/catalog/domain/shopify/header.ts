/** Shopify's names of the columns that we read, in lower case: those until 2024, then those since. */
const COLUMN_NAMES = [
  ['handle', 'handle', 'url handle'],
  ['title', 'title'],
  ['description', 'body (html)', 'description'],
  ['vendor', 'vendor'],
  ['productCategory', 'product category'],
  ['type', 'type'],
  ['tags', 'tags'],
  ['published', 'published', 'published on online store'],
  ['status', 'status'],
  ['giftCard', 'gift card'],
  ['sku', 'variant sku', 'sku'],
  ['price', 'variant price', 'price'],
  ['quantity', 'variant inventory qty', 'inventory quantity'],
  ['imageUrl', 'image src', 'product image url'],
  ['imageAlt', 'image alt text'],
  ['option1Name', 'option1 name'],
  ['option1Value', 'option1 value'],
  ['option2Name', 'option2 name'],
  ['option2Value', 'option2 value'],
  ['option3Name', 'option3 name'],
  ['option3Value', 'option3 value'],
] as const;

const REQUIRED: readonly Column[] = ['handle', 'title', 'price'];

export type Column = (typeof COLUMN_NAMES)[number][0];

/** Where each known column stands. A file need not have all of them. */
export interface Header {
  readonly width: number;
  readonly columns: readonly (readonly [column: Column, index: number])[];
}

export type HeaderReading =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

/** Reads the first record of a catalogue in either of Shopify's dialects. Columns that we do not know are left aside. */
export function readHeader(fields: readonly string[]): HeaderReading {
  const names = fields.map((field) => field.trim().toLowerCase());
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) return refused('duplicate_column', `The column "${repeated.slice(0, 100)}" is there twice.`);
  const columns: [Column, number][] = [];
  const missing: string[] = [];
  for (const [column, ...known] of COLUMN_NAMES) {
    const index = Math.max(...known.map((name) => names.indexOf(name)));
    if (index >= 0) columns.push([column, index]);
    else if (REQUIRED.includes(column)) missing.push(known.join(' or '));
  }
  if (missing.length === 0) return { kind: 'header', header: { width: fields.length, columns } };
  return refused('missing_columns', `The first line must name the columns, separated by commas. Missing: ${missing.join(', ')}.`);
}

function refused(code: string, detail: string): HeaderReading {
  return { kind: 'refused', code, detail };
}
