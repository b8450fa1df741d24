/** Pieces of one SKU. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** One line per SKU, in SKU order. */
export function totalPerSku(lines: readonly Line[]): readonly Line[] {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return [...totals].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}
