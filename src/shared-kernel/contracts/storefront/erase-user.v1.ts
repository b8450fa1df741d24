import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { ErasureRequest } from '#shared-kernel/messaging/define-personal-data.ts';

/**
 * Erase what storefront holds of this user, for good. Answered by `storefront.user-data-erased.v1`, in the same words however often it
 * is asked. May be delivered more than once.
 */
export const EraseUserV1 = defineCommand('storefront.erase-user.v1', ErasureRequest);
export type EraseUserV1 = CommandOf<typeof EraseUserV1>;
