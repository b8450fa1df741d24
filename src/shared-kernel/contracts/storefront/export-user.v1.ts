import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { ExportRequest } from '#shared-kernel/messaging/define-personal-data.ts';

/**
 * Collect what storefront holds of this user, for the user alone to read. Answered by the parts of one reading,
 * `storefront.user-data-exported.v1`. May be delivered more than once.
 */
export const ExportUserV1 = defineCommand('storefront.export-user.v1', ExportRequest);
export type ExportUserV1 = CommandOf<typeof ExportUserV1>;
