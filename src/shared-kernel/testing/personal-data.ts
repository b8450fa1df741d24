import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { newId } from '../ids.ts';
import type { CommandContract } from '../messaging/define-command.ts';
import type { EventContract } from '../messaging/define-event.ts';
import {
  type ErasedRecords,
  type ErasureReport,
  type ErasureRequest,
  ExportKey,
  type ExportPart,
  type ExportRequest,
} from '../messaging/define-personal-data.ts';
import type { Subscription } from '../messaging/subscription.ts';
import { deliver } from './deliver.ts';
import type { RecordingEventBus } from './recording-event-bus.ts';
import type { TestDatabase } from './test-database.ts';

/** The commands by which a module erases and exports, and what it answers. */
export interface PersonalDataContracts {
  readonly erase: CommandContract<ErasureRequest>;
  readonly erased: EventContract<ErasureReport>;
  readonly export: CommandContract<ExportRequest>;
  readonly exported: EventContract<ExportPart>;
}

interface Given {
  readonly db: Pick<TestDatabase, 'database'>;
  readonly events: RecordingEventBus;
  readonly subscriptions: () => readonly Subscription[];
  readonly contracts: PersonalDataContracts;
}

/** Asks a module for what identity asks it for, and reads its answers. */
export function askingFor({ db, events, subscriptions, contracts }: Given) {
  const { module } = contracts.erase;
  const named = (name: string): Subscription => {
    const found = subscriptions().find((each) => each.name === `${module}.${name}`);
    if (!found) throw new Error(`${module} has no subscription ${name}`);
    return found;
  };
  const erasing = { erasureId: newId() };
  return {
    /** Delivers the command, as the same message where `id` is one that was delivered. Resolves to its id. */
    async erase(userId: string, id = newId()): Promise<string> {
      await deliver(db.database, named('erase-user'), contracts.erase, { id, subject: userId, payload: { ...erasing, userId } });
      return id;
    },

    /** What was answered about the user, each time. */
    reportsOn(userId: string): readonly (readonly ErasedRecords[])[] {
      const reports = events.messagesOf(contracts.erased).filter(({ subject }) => subject === userId);
      return reports.map(({ payload }) => payload.records);
    },

    /** Everything that the module holds of the user, as pairs of kind and record, and how many parts it came in. */
    async export(userId: string): Promise<{ readonly parts: number; readonly records: unknown[] }> {
      const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
      const key = ExportKey.parse(await exportJWK(publicKey));
      const exportId = newId();
      await deliver(db.database, named('export-user'), contracts.export, {
        subject: exportId,
        payload: { exportId, userId, key },
      });
      const parts = events.messagesOf(contracts.exported).filter(({ payload }) => payload.exportId === exportId);
      const texts = await Promise.all(parts.map(({ payload }) => compactDecrypt(payload.content, privateKey)));
      return {
        parts: parts.length,
        records: texts.flatMap(({ plaintext }) => JSON.parse(new TextDecoder().decode(plaintext))),
      };
    },
  };
}
