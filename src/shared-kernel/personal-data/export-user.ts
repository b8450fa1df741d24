import type { Clock } from '../clock.ts';
import type { Db } from '../database/database.ts';
import { newId } from '../ids.ts';
import type { CommandContract } from '../messaging/define-command.ts';
import type { EventContract } from '../messaging/define-event.ts';
import type { ExportPart, ExportRequest } from '../messaging/define-personal-data.ts';
import type { EventBus } from '../messaging/event-bus.ts';
import { defineSubscription, type Subscription } from '../messaging/subscription.ts';
import { sealTo } from '../sealed-to-key.ts';

/** What a module holds of a user: records by kind, as the user may read them. */
export type UserRecords = Readonly<Record<string, readonly object[]>>;

/** How a module exports what it holds of a user. */
export interface ExportUserSpec {
  /** `<module>.export-user.v1` */
  readonly command: CommandContract<ExportRequest>;
  /** `<module>.user-data-exported.v1` */
  readonly outcome: EventContract<ExportPart>;
  readonly collect: (db: Db, userId: string) => Promise<UserRecords>;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Answers with what the module holds, encrypted to the key of the export, in parts that a message can carry. */
export function exportUserSubscription({ command, outcome, collect, events, clock }: ExportUserSpec): Subscription {
  return defineSubscription({
    name: `${command.module}.export-user`,
    on: command,
    async handle(tx, { payload: { exportId, userId, key } }) {
      const parts = partsOf(await collect(tx, userId));
      const readingId = newId();
      const collectedAt = clock.now().toISOString();
      for (const [index, text] of parts.entries()) {
        const content = await sealTo(key, text);
        const part = { exportId, readingId, part: index + 1, parts: parts.length, collectedAt, content };
        events.publish(tx, outcome, { subject: readingId, sequence: part.part, payload: part });
      }
    },
  });
}

/** Before encryption, which makes four bytes of three. */
const MAX_PART_BYTES = 150 * 1_024;

/** The records as texts of JSON, none longer than a message may be unless a single record is. */
export function partsOf(records: UserRecords): readonly string[] {
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const [kind, list] of Object.entries(records)) {
    for (const record of list) {
      const text = JSON.stringify([kind, record]);
      bytes += Buffer.byteLength(text) + 1;
      if (bytes > MAX_PART_BYTES && parts.at(-1)?.length) {
        parts.push([]);
        bytes = Buffer.byteLength(text) + 1;
      }
      parts.at(-1)?.push(text);
    }
  }
  return parts.map((texts) => `[${texts.join()}]`);
}
