import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { listPrivacySagas } from '../queries/list-privacy-sagas.ts';
import type { SettlePrivacyRequest } from '../use-cases/settle-privacy-request.ts';

const ListInput = z.strictObject({ stuck: z.boolean().default(false), limit: z.int().min(1).max(1_000).default(100) });
const SettleInput = z.strictObject({ id: z.uuid() });

/** What an operator asks about erasures and exports under way, and does about those that need attention. */
export function privacyRequestVerbs(database: Database, settle: SettlePrivacyRequest): readonly AdminVerb[] {
  const settling = (name: string, how: 'retry' | 'resolve'): AdminVerb => ({
    name,
    run: async (input) => {
      const { id } = SettleInput.parse(input);
      await database.transaction({ correlationId: newId() }, (tx) => settle(tx, { requestId: id, how }));
      return { id, name: `request ${id}` };
    },
  });
  return [
    { name: 'list-sagas', run: (input) => database.read((db) => listPrivacySagas(db, ListInput.parse(input))) },
    settling('retry-saga', 'retry'),
    settling('resolve-saga', 'resolve'),
  ];
}
