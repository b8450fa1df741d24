import type { Tx } from '#shared-kernel/database/database.ts';
import type { OrderSagaName } from '../domain/order-sagas.ts';
import type { Failure, SagaPhase, StepState } from '../domain/saga-definition.ts';
import type { SagaRun } from '../domain/saga-run.ts';
import { type OrderRow, toOrder } from './orders.ts';

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
export async function lockSagas(tx: Tx, orderIds: readonly string[]): Promise<readonly SagaRun[]> {
  const rows = await tx.sql<SagaRow>`
    select o.*, s.saga, s.phase, s.state, s.check_at
    from orders.sagas s join orders.orders o on o.id = s.order_id
    where s.order_id = any(${orderIds}::uuid[])
    order by s.order_id, s.saga
    for update of s, o`;
  return rows.map((row) => ({
    order: toOrder(row),
    saga: row.saga,
    state: { phase: row.phase, ...row.state },
    checkAt: row.check_at ?? undefined,
  }));
}

export async function insertSaga(tx: Tx, { order, saga, state, checkAt }: SagaRun, at: Date): Promise<void> {
  const { phase, ...rest } = state;
  await tx.sql`
    insert into orders.sagas (order_id, saga, phase, state, check_at, started_at, updated_at)
    values (${order.id}, ${saga}, ${phase}, ${rest}::jsonb, ${checkAt ?? null}, ${at}, ${at})`;
}

export async function updateSagas(tx: Tx, runs: readonly SagaRun[], at: Date): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map(({ order, saga, state: { phase, ...rest }, checkAt }) => ({
    order_id: order.id,
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
