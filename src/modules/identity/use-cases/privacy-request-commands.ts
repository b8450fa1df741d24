import { ExportUserV1 as ExportFromIdentity } from '#contracts/identity/export-user.v1.ts';
import { EraseUserV1 as EraseFromNotifications } from '#contracts/notifications/erase-user.v1.ts';
import { ExportUserV1 as ExportFromNotifications } from '#contracts/notifications/export-user.v1.ts';
import { EraseUserV1 as EraseFromOrders } from '#contracts/orders/erase-user.v1.ts';
import { ExportUserV1 as ExportFromOrders } from '#contracts/orders/export-user.v1.ts';
import { EraseUserV1 as EraseFromPayments } from '#contracts/payments/erase-user.v1.ts';
import { ExportUserV1 as ExportFromPayments } from '#contracts/payments/export-user.v1.ts';
import { EraseUserV1 as EraseFromShipping } from '#contracts/shipping/erase-user.v1.ts';
import { ExportUserV1 as ExportFromShipping } from '#contracts/shipping/export-user.v1.ts';
import { EraseUserV1 as EraseFromStorefront } from '#contracts/storefront/erase-user.v1.ts';
import { ExportUserV1 as ExportFromStorefront } from '#contracts/storefront/export-user.v1.ts';
import type { CommandContract } from '#shared-kernel/messaging/define-command.ts';
import type { ErasureRequest, ExportRequest } from '#shared-kernel/messaging/define-personal-data.ts';
import type { SagaCommands, StepCommands } from '#shared-kernel/saga/runner.ts';
import type { PrivacyRequest } from '../domain/privacy-request.ts';
import type { PrivacyRequestSagaName } from '../domain/privacy-request-sagas.ts';

/** What each step of each saga says: a step is named after the module that it asks. */
export const privacyRequestCommands: SagaCommands<PrivacyRequest, PrivacyRequestSagaName> = {
  'erase-user': byModule(
    [EraseFromOrders, EraseFromPayments, EraseFromShipping, EraseFromNotifications, EraseFromStorefront],
    erasing,
  ),
  'export-user': byModule(
    [ExportFromIdentity, ExportFromOrders, ExportFromPayments, ExportFromShipping, ExportFromNotifications, ExportFromStorefront],
    exporting,
  ),
};

function byModule<C extends CommandContract>(commands: readonly C[], asking: (command: C) => StepCommands<PrivacyRequest>) {
  return Object.fromEntries(commands.map((command) => [command.module, asking(command)] as const));
}

function erasing(command: CommandContract<ErasureRequest>): StepCommands<PrivacyRequest> {
  return {
    act: (events, tx, { id: erasureId, userId }) => events.send(tx, command, { subject: userId, payload: { erasureId, userId } }),
  };
}

function exporting(command: CommandContract<ExportRequest>): StepCommands<PrivacyRequest> {
  return {
    act(events, tx, request) {
      if (request.kind !== 'export') throw new Error(`${request.id} is no export`);
      const { id: exportId, userId, publicJwk: key } = request;
      events.send(tx, command, { subject: exportId, payload: { exportId, userId, key } });
    },
  };
}
