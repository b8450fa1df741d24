import { CheckPrivacyRequestV1 } from '#contracts/identity/check-privacy-request.v1.ts';
import { ExportUserV1 } from '#contracts/identity/export-user.v1.ts';
import { UserDataExportedV1 } from '#contracts/identity/user-data-exported.v1.ts';
import { defineSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import { type ExportUserSpec, exportUserSubscription } from '#shared-kernel/personal-data/export-user.ts';
import { erasureReports, exportParts } from '../use-cases/privacy-request-answers.ts';
import type { PrivacyRequestRunner } from '../use-cases/privacy-request-runner.ts';
import type { TakeErasureReport, TakeExportPart } from '../use-cases/take-privacy-answers.ts';

export const advanceErasureOnUserDataErased = (take: TakeErasureReport) =>
  defineSubscription({
    name: 'identity.advance-erasure-on-user-data-erased',
    on: erasureReports,
    handle: (tx, { payload: { erasureId, records }, contract: { module } }) =>
      take(tx, { requestId: erasureId, module, records }),
  });

export const advanceExportOnUserDataExported = (take: TakeExportPart) =>
  defineSubscription({
    name: 'identity.advance-export-on-user-data-exported',
    on: exportParts,
    handle: (tx, { payload: { exportId, ...part }, contract: { module } }) => take(tx, { requestId: exportId, module, ...part }),
  });

/** The timeout of a step: a message that a saga sent to itself. */
export const checkPrivacyRequest = (sagas: PrivacyRequestRunner) =>
  defineSubscription({
    name: 'identity.check-privacy-request',
    on: CheckPrivacyRequestV1,
    handle: (tx, { payload }) =>
      sagas.advance(tx, [{ subjectId: payload.requestId, read: () => ({ kind: 'tick', at: new Date(payload.at) }) }]),
  });

/** Identity answers exports as any other module does. */
export const exportUser = (spec: Omit<ExportUserSpec, 'command' | 'outcome'>): Subscription =>
  exportUserSubscription({ ...spec, command: ExportUserV1, outcome: UserDataExportedV1 });
