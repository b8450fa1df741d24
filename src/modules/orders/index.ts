import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { CheckSagaV1 } from '#contracts/orders/check-saga.v1.ts';
import { EraseUserV1 } from '#contracts/orders/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/orders/export-user.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import { UserDataErasedV1 } from '#contracts/orders/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/orders/user-data-exported.v1.ts';
import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { sagaGauge } from '#shared-kernel/saga/gauge.ts';
import { sagaVerbs } from './admin-verbs/sagas.ts';
import * as parts from './container.ts';
import { orderSagas } from './domain/order-sagas.ts';
import { cartRoutes } from './http/cart-routes.ts';
import { orderRoutes } from './http/order-routes.ts';
import { personalData } from './persistence/personal-data.ts';
import { tables } from './persistence/schema.ts';
import { collectUserRecords } from './queries/collect-user-records.ts';
import { countUnfinishedSagas } from './queries/count-unfinished-sagas.ts';
import { clearOutCarts } from './schedules/clear-out-carts.ts';
import { OrdersSettings } from './settings.ts';
import { advanceSagaOnStepOutcome } from './subscriptions/advance-saga-on-step-outcome.ts';
import { checkSaga } from './subscriptions/check-saga.ts';
import { copyContactOnUserChange } from './subscriptions/copy-contact-on-user-change.ts';
import { copyOffersOnProductChange } from './subscriptions/copy-offers-on-product-change.ts';
import { copyPaymentKeyOnTokenKeyChanged } from './subscriptions/copy-payment-key-on-token-key-changed.ts';
import { personalDataSubscriptions } from './subscriptions/personal-data.ts';
import { eraseUser } from './use-cases/erase-user.ts';
import { sagaAnswers } from './use-cases/saga-answers.ts';

/** Carts and orders, and the saga that takes an order from its placement to a sale, or back. */
export const ordersModule = defineModule({
  name: 'orders',
  owner: 'team-orders',
  purpose: 'Takes orders and sees each through to a sale or back to where it began, whatever fails on the way.',
  // Requests wait here for the end of their orders, with a read now and then.
  pool: { size: 8 },
  tables,
  personalData,
  publishes: [OrderPlacedV1, OrderConfirmedV1, OrderCancelledV1, OrderStuckV1, UserDataErasedV1, UserDataExportedV1],
  receives: [CheckSagaV1, EraseUserV1, ExportUserV1],
  hears: [
    ...sagaAnswers,
    ProductPublishedV1,
    ProductUpdatedV1,
    PriceChangedV1,
    ProductArchivedV1,
    UserRegisteredV1,
    UserUpdatedV1,
    UserErasedV1,
    TokenKeyChangedV1,
  ],
  settings: OrdersSettings,
  assemble(platform, settings) {
    const { database, signals, events, clock } = platform;
    const c = parts.ordersContainer(platform, settings);
    const sagas = c.resolve(parts.SAGAS);
    return {
      routes: [
        ...cartRoutes({
          createCart: c.resolve(parts.CREATE_CART),
          putCartLine: c.resolve(parts.PUT_CART_LINE),
          removeCartLine: c.resolve(parts.REMOVE_CART_LINE),
          signals,
          defaultCurrency: settings.ORDERS_CURRENCY,
        }),
        ...orderRoutes({ placeOrder: c.resolve(parts.PLACE_ORDER), cancelOrder: c.resolve(parts.CANCEL_ORDER), signals }),
      ],
      subscriptions: [
        advanceSagaOnStepOutcome(sagas),
        checkSaga(sagas),
        copyOffersOnProductChange(c.resolve(parts.COPY_OFFERS)),
        copyContactOnUserChange(c.resolve(parts.COPY_CONTACT)),
        copyPaymentKeyOnTokenKeyChanged(c.resolve(parts.COPY_PAYMENT_KEY)),
        ...personalDataSubscriptions({
          events,
          clock,
          erase: eraseUser,
          collect: collectUserRecords,
        }),
      ],
      schedules: [clearOutCarts(database, c.resolve(parts.REMOVE_ABANDONED_CARTS))],
      gauges: [sagaGauge(Object.keys(orderSagas(settings.ORDERS_STEP_SECONDS)), () => database.read(countUnfinishedSagas))],
      adminVerbs: sagaVerbs(database, c.resolve(parts.SETTLE_STUCK_ORDER)),
    };
  },
});
