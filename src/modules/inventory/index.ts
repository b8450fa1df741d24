import { z } from 'zod';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { ExpireHoldV1 } from '#contracts/inventory/expire-hold.v1.ts';
import { HoldStockV1 } from '#contracts/inventory/hold-stock.v1.ts';
import { ReleaseStockV1 } from '#contracts/inventory/release-stock.v1.ts';
import { ReserveStockV1 } from '#contracts/inventory/reserve-stock.v1.ts';
import { StockHeldV1 } from '#contracts/inventory/stock-held.v1.ts';
import { StockHoldRefusedV1 } from '#contracts/inventory/stock-hold-refused.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { StockReleasedV1 } from '#contracts/inventory/stock-released.v1.ts';
import { StockReservationRefusedV1 } from '#contracts/inventory/stock-reservation-refused.v1.ts';
import { StockReservedV1 } from '#contracts/inventory/stock-reserved.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { seedStockVerb } from './admin-verbs/seed-stock.ts';
import { stockChecks } from './checks/stock-checks.ts';
import * as parts from './container.ts';
import { stockRoutes } from './http/routes.ts';
import { reservationLines, reservations, stockItems, stockMovements } from './persistence/schema.ts';
import { expireOverdueHoldsEveryMinute } from './schedules/expire-overdue-holds.ts';
import { expireHoldSubscription } from './subscriptions/expire-hold.ts';
import { holdStockSubscription } from './subscriptions/hold-stock.ts';
import { releaseStockSubscription } from './subscriptions/release-stock.ts';
import { reserveStockSubscription } from './subscriptions/reserve-stock.ts';
import { shipGoodsOnShipmentDispatched } from './subscriptions/ship-goods-on-shipment-dispatched.ts';
import { trackSkusOnProductChanged } from './subscriptions/track-skus-on-product-changed.ts';

/** Stock: what there is, what is promised to orders, and a ledger of every movement. */
export const inventoryModule = defineModule({
  name: 'inventory',
  owner: 'team-inventory',
  purpose: 'Knows how many pieces of each SKU there are, and promises them to orders without ever promising one twice.',
  // A connection for each subscription that orders pass through, and some for requests.
  pool: { size: 8 },
  tables: [stockItems, stockMovements, reservations, reservationLines],
  publishes: [StockHeldV1, StockHoldRefusedV1, StockReservedV1, StockReservationRefusedV1, StockReleasedV1, StockLevelChangedV1],
  receives: [HoldStockV1, ReserveStockV1, ReleaseStockV1, ExpireHoldV1],
  hears: [ProductPublishedV1, ProductUpdatedV1, ShipmentDispatchedV1],
  settings: z.object({}),
  assemble(platform) {
    const { database, clock } = platform;
    const c = parts.inventoryContainer(platform);
    return {
      routes: stockRoutes(c.resolve(parts.ADJUST_STOCK)),
      subscriptions: [
        holdStockSubscription(c.resolve(parts.HOLD_STOCK)),
        reserveStockSubscription(c.resolve(parts.RESERVE_STOCK)),
        releaseStockSubscription(c.resolve(parts.RELEASE_STOCK)),
        expireHoldSubscription(c.resolve(parts.EXPIRE_HOLDS)),
        shipGoodsOnShipmentDispatched(c.resolve(parts.SHIP_GOODS)),
        trackSkusOnProductChanged(c.resolve(parts.TRACK_SKUS)),
      ],
      schedules: [expireOverdueHoldsEveryMinute(database, c.resolve(parts.EXPIRE_OVERDUE_HOLDS))],
      checks: stockChecks(database, clock),
      adminVerbs: [seedStockVerb({ database, trackSkus: c.resolve(parts.TRACK_SKUS), seedStock: c.resolve(parts.SEED_STOCK) })],
    };
  },
});
