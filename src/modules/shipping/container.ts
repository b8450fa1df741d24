import 'reflect-metadata';
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from 'tsyringe';
import type { Platform } from '#shared-kernel/module.ts';
import { sandboxCarrier } from './adapters/sandbox-carrier.ts';
import { erasedUsers } from './persistence/erased-users.ts';
import { shipments } from './persistence/shipments.ts';
import type { Carrier } from './ports/carrier.ts';
import { type CancelShipment, cancelShipment } from './use-cases/cancel-shipment.ts';
import { type CreateShipment, createShipment } from './use-cases/create-shipment.ts';
import { type EraseUser, eraseUser } from './use-cases/erase-user.ts';
import { type RecordTracking, recordTracking } from './use-cases/record-tracking.ts';

export const CARRIER: InjectionToken<Carrier> = Symbol('Carrier');
export const CREATE_SHIPMENT: InjectionToken<CreateShipment> = Symbol('CreateShipment');
export const CANCEL_SHIPMENT: InjectionToken<CancelShipment> = Symbol('CancelShipment');
export const RECORD_TRACKING: InjectionToken<RecordTracking> = Symbol('RecordTracking');
export const ERASE_USER: InjectionToken<EraseUser> = Symbol('EraseUser');

export interface CarrierAccess {
  readonly baseUrl: () => string;
  readonly timeoutMs: number;
}

/** The module's parts, put together. */
export function shippingContainer({ events, clock }: Platform, access: CarrierAccess): DependencyContainer {
  const parts = container.createChildContainer();
  parts.register(CARRIER, { useFactory: instanceCachingFactory(() => sandboxCarrier(access)) });
  parts.register(CREATE_SHIPMENT, {
    useFactory: (c) => createShipment({ shipments, carrier: c.resolve(CARRIER), events, clock }),
  });
  parts.register(CANCEL_SHIPMENT, {
    useFactory: (c) => cancelShipment({ shipments, carrier: c.resolve(CARRIER), events, clock }),
  });
  parts.register(RECORD_TRACKING, { useFactory: () => recordTracking({ shipments, events, clock }) });
  parts.register(ERASE_USER, { useFactory: () => eraseUser({ erasedUsers, clock }) });
  return parts;
}
