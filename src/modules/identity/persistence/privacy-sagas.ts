import type { Tx } from '#shared-kernel/database/database.ts';
import type { Failure, SagaPhase, StepState } from '#shared-kernel/saga/definition.ts';
import type { SagaStore } from '#shared-kernel/saga/store.ts';
import type { PrivacyRequest } from '../domain/privacy-request.ts';
import type { PrivacyRequestRun, PrivacyRequestSagaName } from '../domain/privacy-request-sagas.ts';
import { type PrivacyRequestRow, toPrivacyRequest } from './privacy-requests.ts';

type Store = SagaStore<PrivacyRequest, PrivacyRequestSagaName>;

/** Where the sagas of erasures and exports are kept. */
export const privacySagaStore: Store = { lock, insert, update, addToTimeline };

interface SagaRow extends PrivacyRequestRow {
  readonly saga: PrivacyRequestSagaName;
  readonly phase: SagaPhase;
  readonly state: { readonly steps: Record<string, StepState>; readonly failure?: Failure };
  readonly check_at: Date | null;
}

async function lock(tx: Tx, requestIds: readonly string[]): Promise<readonly PrivacyRequestRun[]> {
  const rows = await tx.sql<SagaRow>`
    select r.*, s.saga, s.phase, s.state, s.check_at
    from identity.privacy_sagas s join identity.privacy_requests r on r.id = s.request_id
    where s.request_id = any(${requestIds}::uuid[])
    order by s.request_id
    for update of s, r`;
  return rows.map((row) => ({
    subject: toPrivacyRequest(row),
    saga: row.saga,
    state: { phase: row.phase, ...row.state },
    checkAt: row.check_at ?? undefined,
  }));
}

async function insert(tx: Tx, { subject, saga, state, checkAt }: PrivacyRequestRun, at: Date): Promise<void> {
  const { phase, ...rest } = state;
  await tx.sql`
    insert into identity.privacy_sagas (request_id, saga, phase, state, check_at, started_at, updated_at)
    values (${subject.id}, ${saga}, ${phase}, ${rest}::jsonb, ${checkAt ?? null}, ${at}, ${at})`;
}

async function update(tx: Tx, runs: readonly PrivacyRequestRun[], at: Date): Promise<void> {
  const rows = runs.map(({ subject, saga, state: { phase, ...rest }, checkAt }) => ({
    request_id: subject.id,
    saga,
    phase,
    state: rest,
    check_at: checkAt ?? null,
  }));
  await tx.sql`
    update identity.privacy_sagas as s
    set phase = r.phase, state = r.state, check_at = r.check_at, updated_at = ${at}
    from jsonb_to_recordset(${rows}::jsonb) as r(request_id uuid, saga text, phase text, state jsonb, check_at timestamptz)
    where s.request_id = r.request_id and s.saga = r.saga`;
}

async function addToTimeline(tx: Tx, entries: Parameters<Store['addToTimeline']>[1], at: Date): Promise<void> {
  const rows = entries.map(({ subjectId, step, outcome }) => ({ request_id: subjectId, step, outcome }));
  await tx.sql`
    insert into identity.privacy_timeline (request_id, at, step, outcome)
    select request_id, ${at}, step, outcome from jsonb_to_recordset(${rows}::jsonb) as r(request_id uuid, step text, outcome text)`;
}
