import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  index,
  integer,
  json,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

export const catalog = pgSchema('catalog');

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const products = catalog.table(
  'products',
  {
    id: uuid('id').primaryKey(),
    slug: text('slug').notNull().unique('products_slug_key'),
    title: text('title').notNull(),
    description: text('description').notNull(),
    vendor: text('vendor').notNull(),
    categories: jsonb('categories').$type<string[]>().notNull(),
    images: json('images').$type<{ url: string; alt: string }[]>().notNull(),
    status: text('status').$type<'draft' | 'active' | 'archived'>().notNull(),
    version: integer('version').notNull(),
    eventSequence: integer('event_sequence').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    search: tsvector('search')
      .notNull()
      .generatedAlwaysAs(
        sql`setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', vendor), 'B')
          || setweight(to_tsvector('english', categories), 'B') || setweight(to_tsvector('english', description), 'C')`,
      ),
  },
  (table) => [
    index('products_search').using('gin', table.search),
    index('products_categories').using('gin', table.categories.op('jsonb_path_ops')),
    index('products_status_id').on(table.status, table.id.desc()),
  ],
);

export const variants = catalog.table(
  'variants',
  {
    id: uuid('id').primaryKey(),
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id),
    sku: text('sku').notNull().unique('variants_sku_key'),
    title: text('title').notNull(),
    options: json('options').notNull(),
    position: integer('position').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
    currency: text('currency').notNull(),
  },
  (table) => [index('variants_product_id').on(table.productId, table.position)],
);

export const imports = catalog.table(
  'imports',
  {
    id: uuid('id').primaryKey(),
    status: text('status').$type<'running' | 'completed' | 'failed'>().notNull(),
    currency: text('currency').notNull(),
    bytesTotal: bigint('bytes_total', { mode: 'number' }).notNull(),
    nextByte: bigint('next_byte', { mode: 'number' }).notNull(),
    nextLine: integer('next_line').notNull(),
    header: json('header'),
    rowsRead: integer('rows_read').notNull(),
    rowsRefused: integer('rows_refused').notNull(),
    productsWritten: integer('products_written').notNull(),
    productsUnchanged: integer('products_unchanged').notNull(),
    skusDerived: integer('skus_derived').notNull(),
    errorCount: integer('error_count').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [index('imports_finished_at').on(table.finishedAt)],
);

const importId = () =>
  uuid('import_id')
    .notNull()
    .references(() => imports.id, { onDelete: 'cascade' });

export const importChunks = catalog.table(
  'import_chunks',
  {
    importId: importId(),
    firstByte: bigint('first_byte', { mode: 'number' }).notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.firstByte] })],
);

export const importHandles = catalog.table(
  'import_handles',
  { importId: importId(), handle: text('handle').notNull(), line: integer('line').notNull() },
  (table) => [primaryKey({ columns: [table.importId, table.handle] })],
);

export const importErrors = catalog.table(
  'import_errors',
  {
    importId: importId(),
    number: integer('number').notNull(),
    line: integer('line').notNull(),
    code: text('code').notNull(),
    detail: text('detail').notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.number] })],
);

export const catalogTables = [products, variants, imports, importChunks, importHandles, importErrors];
