import { EraseUserV1 } from '#contracts/storefront/erase-user.v1.ts';
import { ExportUserV1 } from '#contracts/storefront/export-user.v1.ts';
import { UserDataErasedV1 } from '#contracts/storefront/user-data-erased.v1.ts';
import { UserDataExportedV1 } from '#contracts/storefront/user-data-exported.v1.ts';
import type { Subscription } from '#shared-kernel/messaging/subscription.ts';
import { type EraseUserSpec, eraseUserSubscription } from '#shared-kernel/personal-data/erase-user.ts';
import { type ExportUserSpec, exportUserSubscription } from '#shared-kernel/personal-data/export-user.ts';

type Spec = Omit<EraseUserSpec & ExportUserSpec, 'command' | 'outcome'>;

/** What the module does when a user is to be erased, or wants to see what is held of him. */
export const personalDataSubscriptions = (spec: Spec): readonly Subscription[] => [
  eraseUserSubscription({ ...spec, command: EraseUserV1, outcome: UserDataErasedV1 }),
  exportUserSubscription({ ...spec, command: ExportUserV1, outcome: UserDataExportedV1 }),
];
