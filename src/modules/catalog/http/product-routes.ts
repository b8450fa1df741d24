import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { isId } from '#shared-kernel/ids.ts';
import { cursorKey, ListOf, pageOf } from '#shared-kernel/paging.ts';
import { isStaff } from '#shared-kernel/tokens.ts';
import { ProductNotFound, StaffOnly } from '../domain/errors.ts';
import { slugOf } from '../domain/slug.ts';
import { findProducts } from '../queries/find-products.ts';
import { getProduct } from '../queries/get-product.ts';
import { ListProductsQuery, Product, ShownProductParams } from './schemas.ts';
import { viewOfProduct } from './views.ts';

/** A customer may look around while the catalogue is away; what he pays is asked anew. */
const STALE_FOR_SECONDS = 3_600;

/** What everybody may see of the catalogue. */
export const productRoutes: readonly Route[] = [listRoute(), getRoute()];

const Cursor = z.strictObject({ id: z.uuid(), rank: z.number() });

function listRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/products',
    operationId: 'listProducts',
    summary: 'List or search products',
    description: 'With `q` the best match comes first, without it the newest.',
    access: 'optional',
    staleFor: STALE_FOR_SECONDS,
    query: ListProductsQuery,
    replies: { 200: ListOf(Product).meta({ id: 'ProductList' }) },
    refusals: { 400: ['http.invalid_cursor'], 403: ['catalog.staff_only'] },
    async handle({ query, principal, read }) {
      const { limit, cursor, q, category, status = 'active' } = query;
      if (status !== 'active' && !isStaff(principal)) throw new StaffOnly();
      const after = cursorKey(cursor, Cursor);
      const words = q === '' ? undefined : q;
      const filter = { status, words, category: category && slugOf(category), after, limit: limit + 1 };
      const { data, ...more } = pageOf(await read((db) => findProducts(db, filter)), limit, ({ id, rank }) => ({ id, rank }));
      return { status: 200, body: { ...more, data: data.map(viewOfProduct) } };
    },
  });
}

function getRoute(): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/products/{id}',
    operationId: 'getProduct',
    summary: 'Show a product, by its slug or its id',
    description: 'What is not on sale is there for staff only.',
    access: 'optional',
    staleFor: STALE_FOR_SECONDS,
    params: ShownProductParams,
    replies: { 200: Product },
    refusals: { 404: ['catalog.product_not_found'] },
    async handle({ params, principal, read }) {
      const id = isId(params.id) ? params.id : undefined;
      const product = await read((db) => getProduct(db, params.id, id));
      if (!product || (product.status !== 'active' && !isStaff(principal))) throw new ProductNotFound();
      return { status: 200, body: viewOfProduct(product), version: product.version };
    },
  });
}
