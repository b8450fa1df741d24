import { isFormula } from '../formula.ts';
import { parsePriceText } from '../price-text.ts';
import type { VariantDraft } from '../product.ts';
import { derivedSku, MAX_SKU_LENGTH } from '../sku.ts';
import { type Cells, type Row, type RowProblem, refuseRow } from './row.ts';

export interface NumberedVariant {
  readonly line: number;
  readonly draft: VariantDraft;
}

interface VariantsReading {
  readonly variants: readonly NumberedVariant[];
  readonly skusDerived: number;
  readonly problems: readonly RowProblem[];
}

const MAX_VARIANTS = 2_000;
const MAX_OPTION_LENGTH = 255;

/** The variants of a product: one in each row with a SKU, a price or an option. Option names stand in the first row only. */
export function readVariants(handle: string, rows: readonly Row[], currency: string): VariantsReading {
  const variants = new Map<string, NumberedVariant>();
  const problems: RowProblem[] = [];
  const names = namesIn(rows);
  let skusDerived = 0;
  for (const row of rows) {
    if (row.kind === 'refused' || !tellsVariant(row.cells)) continue;
    const { line, cells } = row;
    if (Number(cells.quantity) < 0) problems.push(negativeStock(line, cells.quantity));
    const draft = readVariant(cells, { handle, names, currency, earlier: variants });
    if ('code' in draft) {
      problems.push(refuseRow(line, draft.code, draft.detail));
      continue;
    }
    variants.set(draft.sku, { line, draft });
    skusDerived += cells.sku === undefined ? 1 : 0;
  }
  return { variants: [...variants.values()], skusDerived, problems };
}

type Names = readonly (string | undefined)[];
type Refusal = { readonly code: string; readonly detail: string };

interface Surroundings {
  readonly handle: string;
  readonly names: Names;
  readonly currency: string;
  readonly earlier: ReadonlyMap<string, NumberedVariant>;
}

function readVariant(cells: Cells, { handle, names, currency, earlier }: Surroundings): VariantDraft | Refusal {
  const options = optionsOf(cells, names);
  const sku = cells.sku ?? derivedSku(handle, Object.values(options));
  const refusal = refusalOf(sku, options, earlier);
  if (refusal) return refusal;
  const reading = parsePriceText(cells.price ?? '', currency);
  return reading.kind === 'price' ? { sku, options, price: reading.price } : reading;
}

function tellsVariant({ sku, price, option1Value, option2Value, option3Value }: Cells): boolean {
  return [sku, price, option1Value, option2Value, option3Value].some((cell) => cell !== undefined);
}

function namesIn([first]: readonly Row[]): Names {
  return first?.kind === 'row' ? [first.cells.option1Name, first.cells.option2Name, first.cells.option3Name] : [];
}

/** Shopify writes `Title: Default Title` for a product that has no options. */
function optionsOf({ option1Value, option2Value, option3Value }: Cells, names: Names): Record<string, string> {
  if (option1Value === 'Default Title' && names[0] === 'Title') return {};
  const values = [option1Value, option2Value, option3Value];
  return Object.fromEntries(
    values.flatMap((value, index) => (value === undefined ? [] : [[names[index] ?? `Option ${index + 1}`, value]])),
  );
}

function refusalOf(
  sku: string,
  options: Readonly<Record<string, string>>,
  earlier: ReadonlyMap<string, NumberedVariant>,
): Refusal | undefined {
  const texts = [sku, ...Object.entries(options).flat()];
  if (texts.some(isFormula)) return { code: 'formula', detail: 'The SKU or an option is a spreadsheet formula.' };
  if (sku.length > MAX_SKU_LENGTH)
    return { code: 'sku_too_long', detail: `The SKU is longer than ${MAX_SKU_LENGTH} characters.` };
  if (texts.some((text) => text.length > MAX_OPTION_LENGTH)) {
    return { code: 'option_too_long', detail: `An option is longer than ${MAX_OPTION_LENGTH} characters.` };
  }
  const same = earlier.get(sku);
  if (same) return { code: 'duplicate_sku', detail: `The SKU ${sku} is already used on line ${same.line}.` };
  if (earlier.size >= MAX_VARIANTS)
    return { code: 'too_many_variants', detail: `A product has ${MAX_VARIANTS} variants at most.` };
  return undefined;
}

function negativeStock(line: number, quantity = ''): RowProblem {
  return { line, code: 'negative_stock', detail: `The stock of ${quantity} is negative and was left aside.`, refusesRow: false };
}
