import { type CatalogueRow, shopifyCsv } from '../shopify-csv.ts';

export const SAMPLE_PREFIX = 'demo-';

const MATERIALS = ['Ash', 'Brass', 'Copper', 'Cotton', 'Felt', 'Glass', 'Linen', 'Oak', 'Stone', 'Wool'];
const THINGS = [
  { type: 'Kitchen', thing: 'Bowl', priceMinor: 1_450 },
  { type: 'Kitchen', thing: 'Jar', priceMinor: 890 },
  { type: 'Living', thing: 'Lamp', priceMinor: 6_400 },
  { type: 'Living', thing: 'Throw', priceMinor: 4_995 },
  { type: 'Office', thing: 'Tray', priceMinor: 2_200 },
  { type: 'Office', thing: 'Stand', priceMinor: 3_310 },
];
const SIZES = ['S', 'M', 'L'];

/** Sixty products in three sizes each, in Shopify's format. Always the same. */
export function sampleCatalogue(): Blob {
  return shopifyCsv(
    THINGS.flatMap(({ type, thing, priceMinor }) =>
      MATERIALS.flatMap((material, index) =>
        rowsOf({ type, title: `${material} ${thing}`, priceMinor: priceMinor + 135 * index }),
      ),
    ),
  );
}

function rowsOf({ type, title, priceMinor }: Pick<CatalogueRow, 'type' | 'title' | 'priceMinor'>): readonly CatalogueRow[] {
  const handle = `${SAMPLE_PREFIX}${title.toLowerCase().replace(' ', '-')}`;
  return SIZES.map((size, index) => ({
    handle,
    title,
    type,
    optionName: 'Size',
    optionValue: size,
    sku: `${handle}-${size}`.toUpperCase(),
    priceMinor: priceMinor + 250 * index,
  }));
}
