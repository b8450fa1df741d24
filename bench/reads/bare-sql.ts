// The statements of catalogue and orders, as the shop sends them.

const PRODUCT = `id, slug, title, description, vendor, categories, images, status, version, updated_at as "updatedAt", (
    select coalesce(json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'options', v.options,
      'price', json_build_object('amountMinor', v.amount_minor, 'currency', v.currency)) order by v.position), '[]'::json)
    from catalog.variants v where v.product_id = products.id) as variants`;

export const PRODUCT_BY_SLUG = `select ${PRODUCT} from catalog.products where slug = $1`;

export const NEWEST_PRODUCTS = `select ${PRODUCT}, 0 as rank from catalog.products
  where status = 'active' order by id desc limit $1`;

export const PRODUCTS_OF_CATEGORY = `select ${PRODUCT}, 0 as rank from catalog.products
  where status = 'active' and categories @> jsonb_build_array($2::text) order by id desc limit $1`;

export const PRODUCTS_FOUND = `select ${PRODUCT}, ts_rank_cd(search, query) as rank
  from catalog.products, websearch_to_tsquery('english', $2) as query
  where search @@ query and status = 'active' order by rank desc, id desc limit $1`;

export const SAGA_UNDER_WAY = `select 1 from orders.sagas where order_id = $1 and phase in ('forward', 'undoing')`;

export const ORDER = `select id, number, status, currency, lines, total_minor as "totalMinor", version,
  created_at as "createdAt", updated_at as "updatedAt" from orders.orders where id = $1`;

export const TIMELINE = 'select id, at, step, outcome from orders.timeline where order_id = $1 order by id';
