import { z } from 'zod';
import type { Shop } from '../shop.ts';

const PIECES = 100;
const Seeded = z.object({ skus: z.array(z.string()) });

/** Fills an empty shop with a small generated catalogue and stock. Run again, it finds nothing to do. */
export async function seed({ hosted }: Pick<Shop, 'hosted'>): Promise<void> {
  const verb = (module: string, name: string) => {
    const found = hosted
      .find((candidate) => candidate.name === module)
      ?.runtime.adminVerbs?.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`${module} has no verb ${name}`);
    return (input: object) => found.run(input, () => undefined);
  };
  const { skus } = Seeded.parse(await verb('catalog', 'seed-products')({}));
  if (skus.length > 0) await verb('inventory', 'seed-stock')({ quantity: PIECES, skus });
}
