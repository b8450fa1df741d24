import { defineRoute, type Reply, type Route } from '#shared-kernel/http.ts';
import type { Signals } from '#shared-kernel/signals.ts';
import { userIdOf } from '#shared-kernel/tokens.ts';
import type { Cart } from '../domain/cart.ts';
import { priceLines } from '../domain/order.ts';
import { getCart } from '../queries/get-cart.ts';
import type { CreateCart, PutCartLine, RemoveCartLine } from '../use-cases/change-cart.ts';
import { awaitOffers } from './await-news.ts';
import { CartLineParams, CartView, CreateCartBody, Id, PutCartLineBody } from './schemas.ts';
import { hashOf, newAccessKey, visitorOf } from './visitor.ts';

export interface CartRoutesDeps {
  readonly createCart: CreateCart;
  readonly putCartLine: PutCartLine;
  readonly removeCartLine: RemoveCartLine;
  readonly signals: Signals;
  /** Of a cart that has no line yet. */
  readonly defaultCurrency: string;
}

export function cartRoutes(deps: CartRoutesDeps): readonly Route[] {
  const ok = (cart: Cart): Reply<200, CartView> => ({
    status: 200,
    version: cart.version,
    body: toView(cart, deps.defaultCurrency),
  });
  return [createCartRoute(deps), getCartRoute(ok), putCartLineRoute(deps, ok), removeCartLineRoute(deps, ok)];
}

type Ok = (cart: Cart) => Reply<200, CartView>;

function createCartRoute({ createCart, defaultCurrency }: CartRoutesDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/carts',
    operationId: 'createCart',
    summary: 'Begin a cart',
    description: 'A guest gets an `accessKey` with it, which nobody can look up again: send it as `X-Access-Key`.',
    access: 'optional',
    body: CreateCartBody,
    replies: { 201: CartView },
    handle: ({ principal, transaction }) =>
      transaction(async (tx) => {
        const userId = userIdOf(principal);
        const accessKey = userId === undefined ? newAccessKey() : undefined;
        const cart = await createCart(tx, { userId, accessKeyHash: accessKey && hashOf(accessKey) });
        const view = toView(cart, defaultCurrency);
        return {
          status: 201 as const,
          version: cart.version,
          headers: { location: `/v1/carts/${cart.id}` },
          body: accessKey === undefined ? view : { ...view, accessKey },
        };
      }),
  });
}

function getCartRoute(ok: Ok): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/carts/{id}',
    operationId: 'getCart',
    summary: 'Read a cart',
    access: 'optional',
    params: Id,
    replies: { 200: CartView },
    refusals: { 404: ['orders.cart_not_found'] },
    handle: async ({ params, read, ...request }) => ok(await read((db) => getCart(db, params.id, visitorOf(request)))),
  });
}

function putCartLineRoute({ putCartLine, signals }: CartRoutesDeps, ok: Ok): Route {
  return defineRoute({
    method: 'put',
    path: '/v1/carts/{id}/lines/{sku}',
    operationId: 'putCartLine',
    summary: 'Put so many of a SKU into a cart, at its price of now',
    access: 'optional',
    params: CartLineParams,
    body: PutCartLineBody,
    ifMatch: 'required',
    replies: { 200: CartView },
    refusals: {
      404: ['orders.cart_not_found'],
      409: ['orders.cart_already_ordered'],
      412: ['orders.cart_changed'],
      422: ['orders.sku_not_on_sale', 'orders.mixed_currencies', 'orders.too_many_lines', 'orders.total_too_high'],
    },
    handle: async ({ params, body, ifMatch = '*', transaction, ...request }) => {
      await awaitOffers(request, signals, [params.sku]);
      const change = { cartId: params.id, sku: params.sku, visitor: visitorOf(request), seenVersion: ifMatch };
      return transaction(async (tx) => ok(await putCartLine(tx, { ...change, quantity: body.quantity })));
    },
  });
}

function removeCartLineRoute({ removeCartLine }: CartRoutesDeps, ok: Ok): Route {
  return defineRoute({
    method: 'delete',
    path: '/v1/carts/{id}/lines/{sku}',
    operationId: 'removeCartLine',
    summary: 'Take a SKU out of a cart',
    access: 'optional',
    params: CartLineParams,
    ifMatch: 'required',
    replies: { 200: CartView },
    refusals: {
      404: ['orders.cart_not_found', 'orders.line_not_found'],
      409: ['orders.cart_already_ordered'],
      412: ['orders.cart_changed'],
    },
    handle: ({ params, ifMatch = '*', transaction, ...request }) => {
      const change = { cartId: params.id, sku: params.sku, visitor: visitorOf(request), seenVersion: ifMatch };
      return transaction(async (tx) => ok(await removeCartLine(tx, change)));
    },
  });
}

function toView({ id, lines, orderId }: Cart, defaultCurrency: string): CartView {
  const { currency, lines: priced, total } = priceLines(lines, lines[0]?.unitPrice.currency ?? defaultCurrency);
  return { id, currency, lines: [...priced], total, ...(orderId === undefined ? {} : { orderId }) };
}
