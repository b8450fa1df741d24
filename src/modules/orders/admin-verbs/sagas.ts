import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { Visitor } from '../domain/access.ts';
import { getOrder } from '../queries/get-order.ts';
import { listSagas } from '../queries/list-sagas.ts';
import type { SettleStuckOrder } from '../use-cases/settle-stuck-order.ts';

const ListInput = z.strictObject({ stuck: z.boolean().default(false), limit: z.int().min(1).max(1_000).default(100) });
const SettleInput = z.strictObject({ id: z.uuid() });

const OPERATOR: Visitor = { userId: undefined, staff: true, accessKeyHash: undefined };

/** What an operator asks about orders under way, and does about those that need attention. */
export function sagaVerbs(database: Database, settle: SettleStuckOrder): readonly AdminVerb[] {
  const settling = (name: string, how: 'retry' | 'resolve'): AdminVerb => ({
    name,
    run: async (input) => {
      const { id: orderId } = SettleInput.parse(input);
      await database.transaction({ correlationId: newId() }, (tx) => settle(tx, { orderId, how }));
      const { order } = await database.read((db) => getOrder(db, orderId, OPERATOR));
      return { id: orderId, name: `order ${order.number}`, status: order.status };
    },
  });
  return [
    { name: 'list-sagas', run: (input) => database.read((db) => listSagas(db, ListInput.parse(input))) },
    settling('retry-saga', 'retry'),
    settling('resolve-saga', 'resolve'),
  ];
}
