/** What a line of the file says of a product, in the order of {@link COLUMNS}; what a further variant leaves out is empty. */
export const COLUMNS = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Option1 Name',
  'Option1 Value',
  'Variant SKU',
  'Variant Price',
  'Image Src',
  'Status',
] as const;

const WORDS = 14;
const VOCABULARY = 20_000;
const AT_ONCE = 1_000;

/** A catalogue in Shopify's format, of products of two variants each, a line for each variant. The same each time. */
export function* catalogueFile(products: number): Generator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for (let from = 0; from < products; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, products - from) }, (_, index) => from + index);
    yield numbers.map(linesOf).join('');
  }
}

function linesOf(number: number): string {
  const handle = `imported-${number}`;
  const head = `Product ${number},<p>${wordsOf(number)}.</p>,Vendor ${number % 100},type-${number % 40},Size`;
  const first = `${handle},${head},S,IMP-${number}-S,12.50,https://images.example/${number}.jpg,active\n`;
  return `${first}${handle},,,,,,L,IMP-${number}-L,14.90,,\n`;
}

/** Words of which few are frequent and most are rare. */
function wordsOf(number: number): string {
  let state = number + 1;
  const next = () => {
    // Lehmer's generator with the multiplier of Park and Miller.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: WORDS }, () => `word${Math.floor(VOCABULARY ** next())}`).join(' ');
}
