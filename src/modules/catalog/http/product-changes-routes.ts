import { z } from 'zod';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import type { ArchiveProduct } from '../use-cases/archive-product.ts';
import type { ChangeProduct } from '../use-cases/change-product.ts';
import type { CreateProduct } from '../use-cases/create-product.ts';
import type { SetPrice } from '../use-cases/set-price.ts';
import { ChangeProductBody, CreateProductBody, Price, Product, ProductParams, SkuParams, Variant } from './schemas.ts';
import { viewOfProduct, viewOfVariant } from './views.ts';

export interface ProductChangesDeps {
  readonly createProduct: CreateProduct;
  readonly changeProduct: ChangeProduct;
  readonly archiveProduct: ArchiveProduct;
  readonly setPrice: SetPrice;
}

/** What those may do who keep the catalogue. */
export function productChangesRoutes(deps: ProductChangesDeps): readonly Route[] {
  return [createRoute(deps), changeRoute(deps), archiveRoute(deps), setPriceRoute(deps)];
}

function createRoute({ createProduct }: ProductChangesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/products',
    operationId: 'createProduct',
    summary: 'Add a product',
    access: 'catalog:write',
    body: CreateProductBody,
    replies: { 201: Product },
    refusals: { 400: ['catalog.invalid_slug', 'catalog.duplicate_sku'], 409: ['catalog.slug_taken', 'catalog.sku_taken'] },
    handle: ({ body, transaction }) =>
      transaction(async (tx) => {
        const product = await createProduct(tx, body);
        const headers = { location: `/v1/products/${encodeURIComponent(product.slug)}` };
        return { status: 201, body: viewOfProduct(product), headers, version: product.version };
      }),
  });
}

function changeRoute({ changeProduct }: ProductChangesDeps): Route {
  return defineRoute({
    method: 'patch',
    path: '/v1/products/{id}',
    operationId: 'changeProduct',
    summary: 'Replace parts of a product',
    description: 'Parts that are left out stay as they are; one that is given replaces all that was there.',
    access: 'catalog:write',
    params: ProductParams,
    body: ChangeProductBody,
    ifMatch: 'required',
    replies: { 200: Product },
    refusals: {
      400: ['catalog.invalid_slug', 'catalog.duplicate_sku'],
      404: ['catalog.product_not_found'],
      409: ['catalog.slug_taken', 'catalog.sku_taken'],
      412: ['catalog.stale_product'],
    },
    handle: ({ params, body, ifMatch, transaction }) =>
      transaction(async (tx) => {
        const product = await changeProduct(tx, { id: params.id, version: ifMatch, parts: body });
        return { status: 200, body: viewOfProduct(product), version: product.version };
      }),
  });
}

function archiveRoute({ archiveProduct }: ProductChangesDeps): Route {
  return defineRoute({
    method: 'delete',
    path: '/v1/products/{id}',
    operationId: 'archiveProduct',
    summary: 'Take a product from sale',
    description: 'It is kept as `archived`, with its slug and its SKUs, and is published again by `{"status": "active"}`.',
    access: 'catalog:write',
    params: ProductParams,
    ifMatch: 'required',
    replies: { 204: z.undefined() },
    refusals: { 404: ['catalog.product_not_found'], 412: ['catalog.stale_product'] },
    handle: ({ params, ifMatch, transaction }) =>
      transaction(async (tx) => {
        await archiveProduct(tx, { id: params.id, version: ifMatch });
        return { status: 204, body: undefined };
      }),
  });
}

function setPriceRoute({ setPrice }: ProductChangesDeps): Route {
  return defineRoute({
    method: 'put',
    path: '/v1/variants/{sku}/price',
    operationId: 'setPrice',
    summary: 'Set the price of a variant',
    description: 'Orders that are placed at the price of before are refused with the new one.',
    access: 'catalog:write',
    params: SkuParams,
    body: Price,
    replies: { 200: Variant },
    refusals: { 404: ['catalog.variant_not_found'] },
    handle: ({ params, body, transaction }) =>
      transaction(async (tx) => {
        const variant = await setPrice(tx, { sku: params.sku, price: body });
        return { status: 200, body: viewOfVariant(variant) };
      }),
  });
}
