/** A variant as a row of Shopify's product format. Rows of one product stand together. */
export interface CatalogueRow {
  readonly handle: string;
  readonly title: string;
  readonly type: string;
  readonly optionName: string;
  readonly optionValue: string;
  readonly sku: string;
  readonly priceMinor: number;
}

const HEADER = 'Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status';
const ROWS_PER_PART = 1_000;

/** A catalogue as a CSV file, for a currency of two decimals. */
export function shopifyCsv(rows: readonly CatalogueRow[]): Blob {
  const parts = [`${HEADER}\n`];
  for (let from = 0; from < rows.length; from += ROWS_PER_PART) {
    parts.push(
      rows
        .slice(from, from + ROWS_PER_PART)
        .map(line)
        .join(''),
    );
  }
  return new Blob(parts, { type: 'text/csv' });
}

function line({ handle, title, type, optionName, optionValue, sku, priceMinor }: CatalogueRow): string {
  const fields = [handle, title, type, optionName, optionValue, sku, decimal(priceMinor), 'active'];
  return `${fields.map(quoted).join(',')}\n`;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** `1999` is `19.99`. */
export function decimal(minor: number): string {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
