import { defineRoute, type Route, type RouteRequest } from '#shared-kernel/http.ts';
import { userIdOf } from '#shared-kernel/tokens.ts';
import { type Freshness, oldestOf } from '../domain/freshness.ts';
import { getProfile } from '../queries/get-profile.ts';
import { listBuyAgain } from '../queries/list-buy-again.ts';
import { listRecentOrders } from '../queries/list-recent-orders.ts';
import { listShipmentsUnderWay } from '../queries/list-shipments-under-way.ts';
import { sumSpending } from '../queries/sum-spending.ts';
import { MOST, MobileDashboard, WebDashboard } from './schemas.ts';
import { tagOf } from './tag.ts';
import { toFreshness, toMobileBuyAgain, toMobileOrder, toSpending, toWebBuyAgain, toWebOrder } from './views.ts';

/** How fresh each copy is that dashboards are made of. */
export interface Copies {
  readonly profiles: Freshness;
  readonly orders: Freshness;
  readonly products: Freshness;
  readonly stock: Freshness;
}

/** The dashboards of whoever is signed in. Before anything is read it is asked how fresh it is, so that no part claims too much. */
export const dashboardRoutes = (copies: () => Copies): readonly Route[] => [mobileRoute(copies), webRoute(copies)];

const description =
  'Made of copies, which are a moment behind the rest of the shop: each part says as of when it is, and whether that is too long ago. ' +
  'The `ETag` is weak: it stays the same while there is nothing else to show, though `asOf` goes on.';

const mobileRoute = (copies: () => Copies) =>
  defineRoute({
    method: 'get',
    path: '/v1/mobile/dashboard',
    operationId: 'getMobileDashboard',
    summary: 'All that the first screen of a mobile app shows to a customer, in few bytes',
    description,
    access: 'signed-in',
    replies: { 200: MobileDashboard },
    async handle(request) {
      const { asOf, stale, profile, orders, buyAgain } = parts(copies());
      const user = userOf(request);
      const [known, recent, underWay, bought] = await request.read((db) =>
        Promise.all([
          getProfile(db, user),
          listRecentOrders(db, user, MOST.mobile.orders),
          listShipmentsUnderWay(db, user, MOST.mobile.shipments),
          listBuyAgain(db, user, MOST.mobile.buyAgain),
        ]),
      );
      const body = {
        ...{ asOf, stale },
        profile: { ...profile, ...known },
        orders: { ...orders, data: recent.map(toMobileOrder) },
        shipments: { ...orders, data: [...underWay] },
        buyAgain: { ...buyAgain, data: bought.map(toMobileBuyAgain) },
      };
      return { status: 200 as const, body, weakVersion: tagOf(body) };
    },
  });

const webRoute = (copies: () => Copies) =>
  defineRoute({
    method: 'get',
    path: '/v1/web/dashboard',
    operationId: 'getWebDashboard',
    summary: 'All that the account page of a web shop shows to a customer',
    description,
    access: 'signed-in',
    replies: { 200: WebDashboard },
    async handle(request) {
      const { asOf, stale, profile, orders, buyAgain } = parts(copies());
      const user = userOf(request);
      const [known, recent, spent, bought] = await request.read((db) =>
        Promise.all([
          getProfile(db, user),
          listRecentOrders(db, user, MOST.web.orders),
          sumSpending(db, user, MOST.web.spending),
          listBuyAgain(db, user, MOST.web.buyAgain),
        ]),
      );
      const body = {
        ...{ asOf, stale },
        profile: { ...profile, ...known },
        orders: { ...orders, data: recent.map(toWebOrder) },
        spending: { ...orders, data: spent.map(toSpending) },
        buyAgain: { ...buyAgain, data: bought.map(toWebBuyAgain) },
      };
      return { status: 200 as const, body, weakVersion: tagOf(body) };
    },
  });

/** How fresh the whole and its parts are: what can be bought again is told by orders, catalogue and stock together. */
function parts({ profiles, orders, products, stock }: Copies) {
  return {
    ...toFreshness(oldestOf(profiles, orders, products, stock)),
    profile: toFreshness(profiles),
    orders: toFreshness(orders),
    buyAgain: toFreshness(oldestOf(orders, products, stock)),
  };
}

function userOf({ principal }: Pick<RouteRequest, 'principal'>): string {
  const userId = userIdOf(principal);
  if (userId === undefined) throw new Error('a route for who has signed in was called by somebody else');
  return userId;
}
