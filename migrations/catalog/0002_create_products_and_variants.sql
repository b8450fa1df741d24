-- phase: expand
create table catalog.products (
  id uuid primary key,
  slug text not null constraint products_slug_key unique constraint products_slug_check check (slug <> ''),
  title text not null constraint products_title_check check (title <> ''),
  -- HTML, sanitised before it was written.
  description text not null,
  vendor text not null,
  categories jsonb not null constraint products_categories_check check (jsonb_typeof(categories) = 'array'),
  images json not null,
  status text not null constraint products_status_check check (status in ('draft', 'active', 'archived')),
  version integer not null constraint products_version_check check (version > 0),
  -- Events told so far: a draft changes its version and tells nothing.
  event_sequence integer not null constraint products_event_sequence_check check (event_sequence between 0 and version),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- The parser of Postgres leaves HTML tags out of the words.
  search tsvector generated always as (
    setweight(to_tsvector('english', title), 'A')
    || setweight(to_tsvector('english', vendor), 'B')
    || setweight(to_tsvector('english', categories), 'B')
    || setweight(to_tsvector('english', description), 'C')
  ) stored not null
);
create index products_search on catalog.products using gin (search);
create index products_categories on catalog.products using gin (categories jsonb_path_ops);
create index products_status_id on catalog.products (status, id desc);

create table catalog.variants (
  id uuid primary key,
  product_id uuid not null constraint variants_product_id_fkey references catalog.products (id),
  sku text not null constraint variants_sku_key unique constraint variants_sku_check check (length(sku) between 1 and 100),
  title text not null,
  -- json, not jsonb: the order of the options is theirs.
  options json not null,
  position integer not null,
  amount_minor bigint not null constraint variants_amount_minor_check check (amount_minor >= 0),
  currency text not null constraint variants_currency_check check (currency ~ '^[A-Z]{3}$')
);
create index variants_product_id on catalog.variants (product_id, position);
