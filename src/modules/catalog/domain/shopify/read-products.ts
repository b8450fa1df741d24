import { repeatedHandle } from './catalogue-slice.ts';
import { type ProductReading, type ProductRows, readProductRows } from './product-rows.ts';
import { lineOf } from './row.ts';

/** Reads each of the products; `earlier` says on which line those began that the file had already told. */
export function readProducts(
  products: readonly ProductRows[],
  earlier: ReadonlyMap<string, number>,
  currency: string,
): readonly ProductReading[] {
  return products.map((product) => {
    const firstLine = earlier.get(product.handle);
    return firstLine === undefined ? readProductRows(product, currency) : repeated(product, firstLine);
  });
}

function repeated({ handle, rows }: ProductRows, firstLine: number): ProductReading {
  const problems = rows.map((row) => (row.kind === 'row' ? repeatedHandle(row.line, handle, firstLine) : row.problem));
  return { draft: undefined, lines: rows.map(lineOf), lineBySku: new Map(), incomplete: true, skusDerived: 0, problems };
}
