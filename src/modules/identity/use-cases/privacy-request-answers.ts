import { UserDataExportedV1 as ExportedFromIdentity } from '#contracts/identity/user-data-exported.v1.ts';
import { UserDataErasedV1 as ErasedFromNotifications } from '#contracts/notifications/user-data-erased.v1.ts';
import { UserDataExportedV1 as ExportedFromNotifications } from '#contracts/notifications/user-data-exported.v1.ts';
import { UserDataErasedV1 as ErasedFromOrders } from '#contracts/orders/user-data-erased.v1.ts';
import { UserDataExportedV1 as ExportedFromOrders } from '#contracts/orders/user-data-exported.v1.ts';
import { UserDataErasedV1 as ErasedFromPayments } from '#contracts/payments/user-data-erased.v1.ts';
import { UserDataExportedV1 as ExportedFromPayments } from '#contracts/payments/user-data-exported.v1.ts';
import { UserDataErasedV1 as ErasedFromShipping } from '#contracts/shipping/user-data-erased.v1.ts';
import { UserDataExportedV1 as ExportedFromShipping } from '#contracts/shipping/user-data-exported.v1.ts';
import { UserDataErasedV1 as ErasedFromStorefront } from '#contracts/storefront/user-data-erased.v1.ts';
import { UserDataExportedV1 as ExportedFromStorefront } from '#contracts/storefront/user-data-exported.v1.ts';

/** What modules answer that have erased a user. */
export const erasureReports = [
  ErasedFromOrders,
  ErasedFromPayments,
  ErasedFromShipping,
  ErasedFromNotifications,
  ErasedFromStorefront,
] as const;

/** What modules answer that have collected what they hold of a user. */
export const exportParts = [
  ExportedFromIdentity,
  ExportedFromOrders,
  ExportedFromPayments,
  ExportedFromShipping,
  ExportedFromNotifications,
  ExportedFromStorefront,
] as const;
