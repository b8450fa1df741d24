import type { Image } from '../product.ts';
import type { Row, RowProblem } from './row.ts';

const MAX_IMAGES = 250;
const MAX_URL_LENGTH = 2_048;

/** The images of a product, each once. One that cannot be shown is left aside without its row being refused. */
export function readImages(rows: readonly Row[]): {
  readonly images: readonly Image[];
  readonly problems: readonly RowProblem[];
} {
  const images = new Map<string, Image>();
  const problems: RowProblem[] = [];
  for (const row of rows) {
    if (row.kind === 'refused' || row.cells.imageUrl === undefined) continue;
    const { imageUrl: url, imageAlt = '' } = row.cells;
    const refusal = images.has(url) ? undefined : refusalOf(url, images.size);
    if (refusal) problems.push({ line: row.line, refusesRow: false, ...refusal });
    else if (!images.has(url)) images.set(url, { url, alt: imageAlt.slice(0, 500) });
  }
  return { images: [...images.values()], problems };
}

function refusalOf(url: string, count: number): { readonly code: string; readonly detail: string } | undefined {
  if (count >= MAX_IMAGES) return { code: 'too_many_images', detail: `A product has ${MAX_IMAGES} images at most.` };
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (isWeb && url.length <= MAX_URL_LENGTH) return undefined;
  return { code: 'invalid_image_url', detail: 'The address of the image is not a web address.' };
}
