import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentCancelledV1 } from '#contracts/shipping/shipment-cancelled.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { EraseUserV1 } from '#contracts/storefront/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/storefront/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/storefront/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/storefront/user-data-exported.v1.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { rebuildVerb } from './admin-verbs/rebuild.ts';
import { rebuildCheck } from './checks/rebuild-check.ts';
import * as parts from './container.ts';
import { freshness } from './domain/freshness.ts';
import { dashboardRoutes } from './http/dashboard-routes.ts';
import { personalData } from './persistence/personal-data.ts';
import * as tables from './persistence/schema.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { StorefrontSettings } from './settings.ts';
import { keepOrderOnOrderChanged } from './subscriptions/keep-order-on-order-changed.ts';
import { keepProductOnProductChanged } from './subscriptions/keep-product-on-product-changed.ts';
import { keepProfileOnUserChanged } from './subscriptions/keep-profile-on-user-changed.ts';
import { keepStockOnStockLevelChanged } from './subscriptions/keep-stock-on-stock-level-changed.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { eraseUser } from './use-cases/erase-user.ts';

/** Dashboards for mobile and web, from copies of its own. */
export const storefrontModule = defineModule({
  name: 'storefront',
  owner: 'team-storefront',
  purpose: 'Shows customers their dashboards, from copies that events keep up to date, and says how fresh these are.',
  tables: Object.values(tables),
  personalData,
  publishes: [UserDataErasedV1, UserDataExportedV1],
  receives: [EraseUserV1, ExportUserV1],
  hears: [
    ...[UserRegisteredV1, UserUpdatedV1, UserErasedV1],
    ...[OrderPlacedV1, OrderConfirmedV1, OrderCancelledV1, OrderStuckV1],
    ...[ShipmentCreatedV1, ShipmentDispatchedV1, ShipmentDeliveredV1, ShipmentCancelledV1, PaymentRefundedV1],
    ...[ProductPublishedV1, ProductUpdatedV1, PriceChangedV1, ProductArchivedV1, StockLevelChangedV1],
  ],
  settings: StorefrontSettings,
  assemble(platform, { STOREFRONT_STALE_SECONDS }) {
    const { database, events, clock, secondsBehind } = platform;
    const c = parts.storefrontContainer(platform);
    const keep = c.resolve(parts.KEEP_FACTS);
    const eraseUsers = c.resolve(parts.ERASE_USERS);
    const profiles = keepProfileOnUserChanged(keep, eraseUsers);
    const orders = keepOrderOnOrderChanged(keep);
    const products = keepProductOnProductChanged(keep);
    const stock = keepStockOnStockLevelChanged(keep);
    const freshnessOf = ({ name }: { readonly name: string }) =>
      freshness(clock.now(), secondsBehind(name), STOREFRONT_STALE_SECONDS);
    return {
      routes: dashboardRoutes(() => ({
        profiles: freshnessOf(profiles),
        orders: freshnessOf(orders),
        products: freshnessOf(products),
        stock: freshnessOf(stock),
      })),
      subscriptions: [
        ...[profiles, orders, products, stock],
        ...personalDataSubscriptions({ events, clock, erase: eraseUser({ eraseUsers }), collect: collectUserRecords }),
      ],
      checks: [rebuildCheck(database, clock)],
      adminVerbs: [rebuildVerb(database, c.resolve(parts.REBUILD_PROJECTIONS))],
    };
  },
});
