import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { ErasureReport } from '#shared-kernel/messaging/define-personal-data.ts';

/** What storefront held of a user is gone, and does not come back: counts by kind, no personal data. May be delivered more than once. */
export const UserDataErasedV1 = defineEvent('storefront.user-data-erased.v1', ErasureReport);
export type UserDataErasedV1 = EventOf<typeof UserDataErasedV1>;
