import { isFormula } from '../formula.ts';
import type { ProductDraft, ProductStatus } from '../product.ts';
import { slugsOf } from '../slug.ts';
import type { Cells } from './row.ts';

type ProductHead = Omit<ProductDraft, 'slug' | 'images' | 'variants'>;

export type ProductHeadReading =
  | { readonly kind: 'head'; readonly head: ProductHead }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

const MAX_CATEGORIES = 50;
const MAX_TITLE_LENGTH = 255;
const MAX_DESCRIPTION_LENGTH = 100_000;

/** Reads what a product's first row says about the product as a whole. */
export function readProductHead(cells: Cells): ProductHeadReading {
  const { title, description = '', vendor = '' } = cells;
  if (title === undefined) return refused('missing_title', 'The first row of a product must have its title.');
  if (title.length > MAX_TITLE_LENGTH)
    return refused('title_too_long', `The title is longer than ${MAX_TITLE_LENGTH} characters.`);
  if (isFormula(title)) return refused('formula', 'The title is a spreadsheet formula.');
  if (description.length > MAX_DESCRIPTION_LENGTH) {
    return refused('description_too_long', `The description is longer than ${MAX_DESCRIPTION_LENGTH} characters.`);
  }
  const status = statusOf(cells);
  if (status === undefined) return refused('invalid_status', `${cells.status} is not a status: active, draft or archived.`);
  const head = { title, description, vendor: vendor.slice(0, MAX_TITLE_LENGTH), categories: categoriesOf(cells), status };
  return { kind: 'head', head };
}

function refused(code: string, detail: string): ProductHeadReading {
  return { kind: 'refused', code, detail };
}

/** Older files have no status, only whether the product is published. */
function statusOf({ status, published }: Cells): ProductStatus | undefined {
  const written = status?.toLowerCase() ?? (published?.toLowerCase() === 'false' ? 'draft' : 'active');
  return STATUSES.find((known) => known === written);
}

const STATUSES: readonly ProductStatus[] = ['draft', 'active', 'archived'];

/** Each level of the product's category, its type and its tags; a gift card is in a category of its own. */
function categoriesOf({ productCategory = '', type = '', tags = '', giftCard = '' }: Cells): string[] {
  const names = [...productCategory.split('>'), type, ...tags.split(','), giftCard.toLowerCase() === 'true' ? 'gift-cards' : ''];
  return slugsOf(names).slice(0, MAX_CATEGORIES);
}
