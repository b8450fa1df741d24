import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { ExportPart } from '#shared-kernel/messaging/define-personal-data.ts';

/** A part of what storefront holds of a user, encrypted to the key of the export. May be delivered more than once. */
export const UserDataExportedV1 = defineEvent('storefront.user-data-exported.v1', ExportPart);
export type UserDataExportedV1 = EventOf<typeof UserDataExportedV1>;
