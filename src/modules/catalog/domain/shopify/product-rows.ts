import type { ProductDraft } from '../product.ts';
import { readImages } from './image-rows.ts';
import { readProductHead } from './product-head.ts';
import { lineOf, type Row, type RowProblem, refuseRow } from './row.ts';
import { readVariants } from './variant-rows.ts';

/** The rows of one product, as they stand together in the file. */
export interface ProductRows {
  readonly handle: string;
  readonly line: number;
  readonly rows: readonly Row[];
}

/** What the rows of a product come to: the product, unless it cannot be written at all, and what was not taken. */
export interface ProductReading {
  readonly draft: ProductDraft | undefined;
  readonly lines: readonly number[];
  /** On which line each variant of the draft stands. */
  readonly lineBySku: ReadonlyMap<string, number>;
  /** True where a row was refused: what it may have said of a known variant is not to be lost. */
  readonly incomplete: boolean;
  readonly skusDerived: number;
  readonly problems: readonly RowProblem[];
}

/** Reads a product from its rows: the first tells about the product, and each may tell a variant, an image or both. */
export function readProductRows({ handle, line, rows }: ProductRows, currency: string): ProductReading {
  const [first] = rows;
  if (first?.kind !== 'row') return refuseAll(rows, []);
  const head = readProductHead(first.cells);
  if (head.kind === 'refused') return refuseAll(rows, [refuseRow(line, head.code, head.detail)]);
  const images = readImages(rows);
  const { variants, skusDerived, problems: variantProblems } = readVariants(handle, rows, currency);
  const reasons = [...images.problems, ...variantProblems];
  const problems = [...unreadable(rows), ...reasons];
  if (variants.length === 0) {
    return refuseAll(rows, problems.length > 0 ? reasons : [refuseRow(line, 'no_variants', 'The product has no variant.')]);
  }
  return {
    lines: rows.map(lineOf),
    draft: { ...head.head, slug: handle, images: images.images, variants: variants.map(({ draft }) => draft) },
    lineBySku: new Map(variants.map(({ draft, line: at }) => [draft.sku, at])),
    incomplete: problems.some(({ refusesRow }) => refusesRow),
    skusDerived,
    problems,
  };
}

/** A product that cannot be written: those of its rows that have no problem of their own share that of the others. */
export function restRefused(
  { lines, problems }: Pick<ProductReading, 'lines' | 'problems'>,
  more: readonly RowProblem[] = [],
): RowProblem[] {
  const refused = new Set([...problems, ...more].filter(({ refusesRow }) => refusesRow).map(({ line }) => line));
  const detail = `The product that begins on line ${lines[0]} cannot be written.`;
  return lines.filter((line) => !refused.has(line)).map((line) => refuseRow(line, 'product_refused', detail));
}

function refuseAll(rows: readonly Row[], reasons: readonly RowProblem[]): ProductReading {
  const problems = [...unreadable(rows), ...reasons];
  const lines = rows.map(lineOf);
  return {
    draft: undefined,
    lines,
    lineBySku: new Map(),
    incomplete: true,
    skusDerived: 0,
    problems: [...problems, ...restRefused({ lines, problems })],
  };
}

function unreadable(rows: readonly Row[]): RowProblem[] {
  return rows.flatMap((row) => (row.kind === 'refused' ? [row.problem] : []));
}
