import type { Tx } from '#shared-kernel/database/database.ts';
import type { Failure, SagaPhase, StepState } from '#shared-kernel/saga/definition.ts';
import type { SagaStore } from '#shared-kernel/saga/store.ts';
import type { Order } from '../domain/order.ts';
import type { OrderSagaName } from '../domain/order-sagas.ts';
import type { OrderSagaRun } from '../domain/order-status.ts';
import { type OrderRow, toOrder } from './orders.ts';

/** Where the sagas of orders are kept. */
export const orderSagaStore: SagaStore<Order, OrderSagaName> = {
  lock: lockSagas,
  insert: insertSaga,
  update: updateSagas,
  addToTimeline,
};

interface SagaRow extends OrderRow {
  readonly saga: OrderSagaName;
  readonly phase: SagaPhase;
  readonly state: { readonly steps: Record<string, StepState>; readonly failure?: Failure };
  readonly check_at: Date | null;
}

/**
 * The sagas of these orders, locked with their orders until the transaction ends, in an order in which no two
 * transactions can deadlock. A saga that was begun while this waited is not among them: ask again to see it.
 */
export async function lockSagas(tx: Tx, orderIds: readonly string[]): Promise<readonly OrderSagaRun[]> {
  const rows = await tx.sql<SagaRow>`
    select o.*, s.saga, s.phase, s.state, s.check_at
    from orders.sagas s join orders.orders o on o.id = s.order_id
    where s.order_id = any(${orderIds}::uuid[])
    order by s.order_id, s.saga
    for update of s, o`;
  return rows.map((row) => ({
    subject: toOrder(row),
    saga: row.saga,
    state: { phase: row.phase, ...row.state },
    checkAt: row.check_at ?? undefined,
  }));
}

async function insertSaga(tx: Tx, { subject, saga, state, checkAt }: OrderSagaRun, at: Date): Promise<void> {
  const { phase, ...rest } = state;
  await tx.sql`
    insert into orders.sagas (order_id, saga, phase, state, check_at, started_at, updated_at)
    values (${subject.id}, ${saga}, ${phase}, ${rest}::jsonb, ${checkAt ?? null}, ${at}, ${at})`;
}

async function updateSagas(tx: Tx, runs: readonly OrderSagaRun[], at: Date): Promise<void> {
  const rows = runs.map(({ subject, saga, state: { phase, ...rest }, checkAt }) => ({
    order_id: subject.id,
    saga,
    phase,
    state: rest,
    check_at: checkAt ?? null,
  }));
  await tx.sql`
    update orders.sagas as s
    set phase = r.phase, state = r.state, check_at = r.check_at, updated_at = ${at}
    from jsonb_to_recordset(${rows}::jsonb) as r(order_id uuid, saga text, phase text, state jsonb, check_at timestamptz)
    where s.order_id = r.order_id and s.saga = r.saga`;
}

async function addToTimeline(
  tx: Tx,
  entries: Parameters<SagaStore<Order, OrderSagaName>['addToTimeline']>[1],
  at: Date,
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ subjectId, step, outcome }) => ({ order_id: subjectId, step, outcome }));
  await tx.sql`
    insert into orders.timeline (order_id, at, step, outcome)
    select order_id, ${at}, step, outcome from jsonb_to_recordset(${rows}::jsonb) as r(order_id uuid, step text, outcome text)`;
}
