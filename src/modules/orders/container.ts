import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { orderSagas } from './domain/order-sagas.ts';
import type { OrdersSettings } from './settings.ts';
import { type CancelOrder, cancelOrder } from './use-cases/cancel-order.ts';
import {
  type CreateCart,
  createCart,
  type PutCartLine,
  putCartLine,
  type RemoveCartLine,
  removeCartLine,
} from './use-cases/change-cart.ts';
import {
  type CopyContact,
  type CopyOffers,
  type CopyPaymentKey,
  copyContact,
  copyOffers,
  copyPaymentKey,
} from './use-cases/copy-news.ts';
import { type OrderSagaRunner, orderSagaRunner } from './use-cases/order-saga-runner.ts';
import { type PlaceOrder, placeOrder } from './use-cases/place-order.ts';
import { type RemoveAbandonedCarts, removeAbandonedCarts } from './use-cases/remove-abandoned-carts.ts';
import { sagaCommands } from './use-cases/saga-commands.ts';
import { type SettleStuckOrder, settleStuckOrder } from './use-cases/settle-stuck-order.ts';

export const SAGAS: InjectionToken<OrderSagaRunner> = Symbol('OrderSagaRunner');
export const PLACE_ORDER: InjectionToken<PlaceOrder> = Symbol('PlaceOrder');
export const CANCEL_ORDER: InjectionToken<CancelOrder> = Symbol('CancelOrder');
export const SETTLE_STUCK_ORDER: InjectionToken<SettleStuckOrder> = Symbol('SettleStuckOrder');
export const CREATE_CART: InjectionToken<CreateCart> = Symbol('CreateCart');
export const PUT_CART_LINE: InjectionToken<PutCartLine> = Symbol('PutCartLine');
export const REMOVE_CART_LINE: InjectionToken<RemoveCartLine> = Symbol('RemoveCartLine');
export const REMOVE_ABANDONED_CARTS: InjectionToken<RemoveAbandonedCarts> = Symbol('RemoveAbandonedCarts');
export const COPY_OFFERS: InjectionToken<CopyOffers> = Symbol('CopyOffers');
export const COPY_CONTACT: InjectionToken<CopyContact> = Symbol('CopyContact');
export const COPY_PAYMENT_KEY: InjectionToken<CopyPaymentKey> = Symbol('CopyPaymentKey');

/** The module's parts, put together. */
export function ordersContainer({ events, clock, signals }: Platform, settings: OrdersSettings): DependencyContainer {
  const deps = { events, clock, signals };
  const definitions = orderSagas(settings.ORDERS_STEP_SECONDS);
  const commands = sagaCommands(settings.ORDERS_HOLD_SECONDS);
  return container
    .createChildContainer()
    .register(SAGAS, { useFactory: () => orderSagaRunner({ ...deps, definitions, commands }) })
    .register(PLACE_ORDER, { useFactory: (c) => placeOrder({ ...deps, sagas: c.resolve(SAGAS) }) })
    .register(CANCEL_ORDER, { useFactory: (c) => cancelOrder({ sagas: c.resolve(SAGAS) }) })
    .register(SETTLE_STUCK_ORDER, { useFactory: (c) => settleStuckOrder({ sagas: c.resolve(SAGAS) }) })
    .register(CREATE_CART, { useFactory: () => createCart(deps) })
    .register(PUT_CART_LINE, { useFactory: () => putCartLine(deps) })
    .register(REMOVE_CART_LINE, { useFactory: () => removeCartLine(deps) })
    .register(REMOVE_ABANDONED_CARTS, { useFactory: () => removeAbandonedCarts(deps) })
    .register(COPY_OFFERS, { useFactory: () => copyOffers(deps) })
    .register(COPY_CONTACT, { useFactory: () => copyContact(deps) })
    .register(COPY_PAYMENT_KEY, { useFactory: () => copyPaymentKey(deps) });
}
