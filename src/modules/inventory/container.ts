import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { type AdjustStock, adjustStock } from './use-cases/adjust-stock.ts';
import { type ExpireHolds, type ExpireOverdueHolds, expireHolds, expireOverdueHolds } from './use-cases/expire-holds.ts';
import { type HoldStock, holdStock } from './use-cases/hold-stock.ts';
import { type ReleaseStock, releaseStock } from './use-cases/release-stock.ts';
import { type ReserveStock, reserveStock } from './use-cases/reserve-stock.ts';
import { type SeedStock, seedStock } from './use-cases/seed-stock.ts';
import { type ShipGoods, shipGoods } from './use-cases/ship-goods.ts';
import { type TrackSkus, trackSkus } from './use-cases/track-skus.ts';

export const ADJUST_STOCK: InjectionToken<AdjustStock> = Symbol('AdjustStock');
export const HOLD_STOCK: InjectionToken<HoldStock> = Symbol('HoldStock');
export const RESERVE_STOCK: InjectionToken<ReserveStock> = Symbol('ReserveStock');
export const RELEASE_STOCK: InjectionToken<ReleaseStock> = Symbol('ReleaseStock');
export const EXPIRE_HOLDS: InjectionToken<ExpireHolds> = Symbol('ExpireHolds');
export const EXPIRE_OVERDUE_HOLDS: InjectionToken<ExpireOverdueHolds> = Symbol('ExpireOverdueHolds');
export const SHIP_GOODS: InjectionToken<ShipGoods> = Symbol('ShipGoods');
export const TRACK_SKUS: InjectionToken<TrackSkus> = Symbol('TrackSkus');
export const SEED_STOCK: InjectionToken<SeedStock> = Symbol('SeedStock');

/** The module's parts, put together. */
export function inventoryContainer({ events, clock }: Platform): DependencyContainer {
  const deps = { events, clock };
  return container
    .createChildContainer()
    .register(ADJUST_STOCK, { useFactory: () => adjustStock(deps) })
    .register(HOLD_STOCK, { useFactory: () => holdStock(deps) })
    .register(RESERVE_STOCK, { useFactory: () => reserveStock(deps) })
    .register(RELEASE_STOCK, { useFactory: () => releaseStock(deps) })
    .register(EXPIRE_HOLDS, { useFactory: () => expireHolds(deps) })
    .register(EXPIRE_OVERDUE_HOLDS, { useFactory: () => expireOverdueHolds(deps) })
    .register(SHIP_GOODS, { useFactory: () => shipGoods(deps) })
    .register(TRACK_SKUS, { useFactory: () => trackSkus() })
    .register(SEED_STOCK, { useFactory: () => seedStock(deps) });
}
