import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import { listSagas } from '../queries/list-sagas.ts';
import type { SettleStuckOrder } from '../use-cases/settle-stuck-order.ts';

const ListInput = z.strictObject({ stuck: z.boolean().default(false), limit: z.int().min(1).max(1_000).default(100) });
const SettleInput = z.strictObject({ orderId: z.uuid() });

/** What an operator asks about orders under way, and does about those that need attention. */
export function sagaVerbs(database: Database, settle: SettleStuckOrder): readonly AdminVerb[] {
  const settling = (name: string, how: 'retry' | 'resolve'): AdminVerb => ({
    name,
    run: async (input) => {
      const { orderId } = SettleInput.parse(input);
      const { id, number, status } = await database.transaction({ correlationId: newId() }, (tx) => settle(tx, { orderId, how }));
      return { orderId: id, number, status };
    },
  });
  return [
    { name: 'list-sagas', run: (input) => database.read((db) => listSagas(db, ListInput.parse(input))) },
    settling('retry-saga', 'retry'),
    settling('resolve-saga', 'resolve'),
  ];
}
