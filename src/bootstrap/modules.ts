import type { AppModule } from '#shared-kernel/module.ts';
import { catalogModule } from '../modules/catalog/index.ts';
import { identityModule } from '../modules/identity/index.ts';
import { inventoryModule } from '../modules/inventory/index.ts';
import { notificationsModule } from '../modules/notifications/index.ts';
import { ordersModule } from '../modules/orders/index.ts';
import { paymentsModule } from '../modules/payments/index.ts';
import { shippingModule } from '../modules/shipping/index.ts';
import { storefrontModule } from '../modules/storefront/index.ts';

/** The whole system on one screen. */
export const modules: readonly AppModule[] = [
  identityModule,
  catalogModule,
  inventoryModule,
  ordersModule,
  paymentsModule,
  shippingModule,
  notificationsModule,
  storefrontModule,
];
