import type { Session } from '#shared-kernel/database/session.ts';

const AT_ONCE = 25_000;
const WORDS = 16;
const VOCABULARY = 1_000_000;

/** Categories that products are spread over evenly. */
export const CATEGORIES = 40;

/**
 * Fills the tables of the catalogue up to so many products of two variants each, as an import leaves them. The words of
 * a description follow Zipf's law, as those of a language do: the k-th occurs k times more seldom than the first.
 */
export async function fillCatalogue(owner: Session, upTo: number, say: (line: string) => void): Promise<void> {
  const [found] = await owner.sql<{
    count: number;
  }>`select count(*)::integer as count from catalog.products where slug like 'product-%'`;
  const begun = performance.now();
  for (let from = found?.count ?? 0; from < upTo; from += AT_ONCE) {
    await insertProducts(owner, from + 1, Math.min(from + AT_ONCE, upTo));
    say(`${Math.min(from + AT_ONCE, upTo)} products after ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  }
  // What autovacuum would come to do in the midst of the measurement.
  await owner.run('vacuum (analyze) catalog.products, catalog.variants');
  await owner.run('checkpoint');
}

async function insertProducts(owner: Session, first: number, last: number): Promise<void> {
  await owner.sql`select setseed(${first} / 1e9)`;
  await owner.sql`
    with added as (
      insert into catalog.products (id, slug, title, description, vendor, categories, images, status, version, event_sequence,
        created_at, updated_at)
      select uuidv7(), 'product-' || n, 'Product ' || n, '<p>' || words.text || '.</p>', 'Vendor ' || n % 100,
        jsonb_build_array('category-' || n % ${CATEGORIES}::integer),
        json_build_array(json_build_object('url', 'https://images.example/' || n || '.jpg', 'alt', 'Product ' || n)),
        'active', 1, 1, now(), now()
      from generate_series(${first}::integer, ${last}::integer) as n
      cross join lateral (
        select string_agg('word' || floor(${VOCABULARY}::float8 ^ random())::integer, ' ') as text
        from generate_series(1, ${WORDS}::integer) where n > 0
      ) as words
      returning id, slug, title
    )
    insert into catalog.variants (id, product_id, sku, title, options, position, amount_minor, currency)
    select uuidv7(), id, upper(slug) || '-' || size, title || ', ' || size, json_build_object('Size', size), position,
      1000 + length(slug) * 10 + position, 'EUR'
    from added cross join (values ('S', 0), ('L', 1)) as sizes (size, position)`;
}

/** Words that are in about so many of all products. */
export function wordsIn(matches: number, products: number): readonly string[] {
  const rank = Math.round((WORDS * products) / (matches * Math.log(VOCABULARY)));
  return Array.from({ length: 32 }, (_, index) => `word${rank + index}`);
}
