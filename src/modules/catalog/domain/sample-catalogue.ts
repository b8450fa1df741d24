import type { ProductDraft } from './product.ts';
import { slugOf, slugsOf } from './slug.ts';

/** A small shop for tea, coffee and what goes with them: 24 products, 60 variants, prices in EUR. */
export function sampleCatalogue(): readonly ProductDraft[] {
  return SAMPLES.map(([code, title, categories, optionName, variants, description]) => ({
    slug: slugOf(title),
    title,
    description: `<p>${description}</p>`,
    vendor: 'Tessera Provisions',
    categories: slugsOf(categories),
    images: [],
    status: 'active',
    variants: variants.map(([suffix, value, amountMinor]) => ({
      sku: `${code}-${suffix}`,
      options: { [optionName]: value },
      price: { amountMinor, currency: 'EUR' },
    })),
  }));
}

type SampleVariant = readonly [skuSuffix: string, optionValue: string, amountMinor: number];
type Sample = readonly [
  code: string,
  title: string,
  categories: readonly string[],
  optionName: string,
  variants: readonly SampleVariant[],
  description: string,
];

function weights(small: number, medium: number, large?: number): readonly SampleVariant[] {
  const two = [['100', '100 g', small] as const, ['250', '250 g', medium] as const];
  return large === undefined ? two : [...two, ['500', '500 g', large]];
}

function bags(small: number, large: number): readonly SampleVariant[] {
  return [
    ['250', '250 g', small],
    ['500', '500 g', Math.round(small * 1.9)],
    ['1000', '1 kg', large],
  ];
}

function glazes(amountMinor: number): readonly SampleVariant[] {
  return [
    ['SND', 'Sand', amountMinor],
    ['MOS', 'Moss', amountMinor],
    ['INK', 'Ink', amountMinor + 200],
  ];
}

const SAMPLES: readonly Sample[] = [
  [
    'SENCHA',
    'Sencha Asatsuyu',
    ['tea', 'green tea'],
    'Weight',
    weights(1490, 3390),
    'A grassy spring harvest from Kagoshima, sweet where it is steeped cool.',
  ],
  [
    'GENMAI',
    'Genmaicha',
    ['tea', 'green tea'],
    'Weight',
    weights(990, 2190),
    'Green tea with roasted rice: popcorn, hay and comfort.',
  ],
  [
    'LUNGCH',
    'Lung Ching',
    ['tea', 'green tea'],
    'Weight',
    weights(1890, 4290),
    'Pan-fired flat leaves with the taste of chestnut.',
  ],
  [
    'MATCHA',
    'Matcha for Every Day',
    ['tea', 'green tea'],
    'Weight',
    [
      ['30', '30 g', 1690],
      ['100', '100 g', 4490],
    ],
    'Stone-ground, bright, and kind to beginners.',
  ],
  [
    'ASSAM',
    'Assam Second Flush',
    ['tea', 'black tea'],
    'Weight',
    weights(890, 1990, 3690),
    'Malt, dark honey, and strong enough for milk.',
  ],
  [
    'DARJEE',
    'Darjeeling First Flush',
    ['tea', 'black tea'],
    'Weight',
    weights(1590, 3690),
    'The champagne of the cliché, with good reason.',
  ],
  [
    'EARLGR',
    'Earl Grey',
    ['tea', 'black tea'],
    'Weight',
    weights(950, 2090, 3890),
    'Black tea and real bergamot oil, nothing else.',
  ],
  [
    'LAPSAN',
    'Lapsang Souchong',
    ['tea', 'black tea'],
    'Weight',
    weights(1290, 2890),
    'Dried over pine fires; a campfire in a cup.',
  ],
  [
    'TIEGUA',
    'Tie Guan Yin',
    ['tea', 'oolong'],
    'Weight',
    weights(1690, 3890),
    'An orchid of an oolong that lasts seven infusions.',
  ],
  ['ROOIBO', 'Rooibos', ['tea', 'herbal'], 'Weight', weights(590, 1290), 'From the Cederberg, without caffeine, red as evening.'],
  [
    'MINT',
    'Nana Mint',
    ['tea', 'herbal'],
    'Weight',
    weights(550, 1190, 2190),
    'Whole leaves of mint. Add boiling water and patience.',
  ],
  ['CHAMOM', 'Chamomile Flowers', ['tea', 'herbal'], 'Weight', weights(650, 1390), 'Whole flower heads for the end of the day.'],
  [
    'ETHIOP',
    'Ethiopia Yirgacheffe',
    ['coffee', 'filter'],
    'Weight',
    bags(1290, 4590),
    'Washed, light roast: jasmine, lemon and black tea.',
  ],
  [
    'KENYA',
    'Kenya Nyeri AA',
    ['coffee', 'filter'],
    'Weight',
    bags(1490, 5290),
    'Blackcurrant and rhubarb, juicy to the last sip.',
  ],
  [
    'COLOMB',
    'Colombia Huila',
    ['coffee', 'filter', 'espresso'],
    'Weight',
    bags(1190, 4190),
    'Caramel and red apple; good in every pot.',
  ],
  [
    'BRAZIL',
    'Brazil Cerrado',
    ['coffee', 'espresso'],
    'Weight',
    bags(990, 3490),
    'Hazelnut and cocoa, the calm heart of an espresso.',
  ],
  [
    'DECAF',
    'Decaf from Mexico',
    ['coffee', 'espresso', 'decaf'],
    'Weight',
    bags(1290, 4490),
    'Mountain water process: the taste stays, the caffeine goes.',
  ],
  [
    'CUP',
    'Espresso Cup',
    ['ceramics', 'cups'],
    'Glaze',
    glazes(1400),
    'Thrown by hand, 80 ml, warm for exactly as long as it takes.',
  ],
  ['MUG', 'Morning Mug', ['ceramics', 'cups'], 'Glaze', glazes(2200), 'Stoneware, 350 ml, with a handle for the whole hand.'],
  ['BOWL', 'Matcha Bowl', ['ceramics', 'bowls'], 'Glaze', glazes(3400), 'Wide and steep, so that the whisk has room.'],
  ['TEAPOT', 'Side-Handled Teapot', ['ceramics', 'pots'], 'Glaze', glazes(6900), 'A kyusu of 300 ml with a strainer of clay.'],
  [
    'POUROV',
    'Pour-Over Dripper',
    ['ceramics', 'brewing'],
    'Size',
    [
      ['01', 'One cup', 2400],
      ['02', 'Four cups', 3200],
    ],
    'Ribbed inside, so that the water takes its time.',
  ],
  [
    'GRINDR',
    'Hand Grinder',
    ['brewing', 'tools'],
    'Burr',
    [
      ['CER', 'Ceramic', 4900],
      ['STL', 'Steel', 8900],
    ],
    'Forty turns to a cup, and the kitchen smells of it.',
  ],
  [
    'FILTER',
    'Paper Filters',
    ['brewing', 'tools'],
    'Size',
    [
      ['01', 'One cup, 100 pieces', 450],
      ['02', 'Four cups, 100 pieces', 550],
    ],
    'Unbleached, and taste of nothing.',
  ],
];
