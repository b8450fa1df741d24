import { assertReleased, authorizationAnswer, captureAnswer } from '../domain/answers.ts';
import { type ChargeReport, recordReport } from '../domain/charge-report.ts';
import { entriesFor } from '../domain/ledger-entry.ts';
import {
  nextStep,
  type Outcome,
  type Payment,
  promiseRefund,
  recordAnswer,
  recordAnswers,
  refundableMinor,
  requestCapture,
  requestedPayment,
  type StepAnswer,
  stop,
  tombstone,
} from '../domain/payment.ts';
import { stepKey } from '../domain/step-key.ts';

/** `review` is what a webhook leads to: the provider is asked, and what it says is taken in later. */
export type CommandName = 'authorize' | 'capture' | 'void' | 'refund' | 'review';
export type Card = 'good' | 'declined' | 'refuses_captures';

/** A provider of one charge, which answers the same under the same key. */
export interface ProviderState {
  readonly answers: Readonly<Record<string, Outcome>>;
  readonly charges: number;
  readonly captures: number;
  readonly voided: boolean;
}

/** One handler: where it is, what it read, and what it was told. `crashes` are those it has left. */
export interface Handler {
  readonly command: CommandName;
  readonly at: 'idle' | 'calling' | 'done';
  readonly working?: Payment;
  readonly answers: readonly StepAnswer[];
  readonly report?: ChargeReport;
  readonly answer?: string;
  readonly crashes: number;
}

/** The whole world between two atomic moves: a transaction, a call, a crash. */
export interface World {
  readonly card: Card;
  readonly row?: Payment;
  readonly booked: readonly string[];
  readonly provider: ProviderState;
  readonly handlers: readonly Handler[];
}

export function worldOf(card: Card, commands: readonly CommandName[], crashes = 1): World {
  const provider = { answers: {}, charges: 0, captures: 0, voided: false };
  return { card, booked: [], provider, handlers: commands.map((command) => ({ command, at: 'idle', answers: [], crashes })) };
}

/** Every world that can be reached, whatever the order of moves; each once. */
export function* reachable(start: World): Generator<{ readonly world: World; readonly next: readonly World[] }> {
  const seen = new Set<string>();
  const open = [start];
  for (let world = open.pop(); world; world = open.pop()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const current = world;
    const next = current.handlers.flatMap((_, index) => moves(current, index));
    yield { world, next };
    open.push(...next);
  }
}

function moves(world: World, index: number): readonly World[] {
  const handler = world.handlers[index];
  if (!handler || handler.at === 'done') return [];
  if (handler.command === 'review') return review(world, index, handler);
  const forward = handler.at === 'idle' ? intend(world, index, handler) : goOn(world, index, handler);
  return [...forward, ...crash(world, index, handler)];
}

function crash(world: World, index: number, { command, at, crashes }: Handler): readonly World[] {
  if (at !== 'calling' || crashes === 0) return [];
  return [withHandler(world, index, { command, at: 'idle', answers: [], crashes: crashes - 1 })];
}

function review(world: World, index: number, handler: Handler): readonly World[] {
  const { row, provider } = world;
  if (handler.at === 'idle') {
    // Nobody tells of a charge that is not there.
    return provider.charges === 0 ? [] : [withHandler(world, index, { ...handler, at: 'calling', report: reportOf(provider) })];
  }
  const read = row && handler.report ? write(world, row, recordReport(row, handler.report)) : world;
  return [withHandler(read, index, { command: 'review', at: 'done', answers: [], answer: 'read', crashes: 0 })];
}

function reportOf({ captures, voided }: ProviderState): ChargeReport {
  const open = voided ? 'voided' : 'authorized';
  return {
    charge: 'charge-1',
    orderId: IDS.orderId,
    key: stepKey(IDS.id, 'authorize'),
    status: captures > 0 ? 'captured' : open,
    capturedMinor: captures * 100,
    refunds: [],
    disputes: [],
  };
}

const IDS = { id: 'payment-1', orderId: 'order-1' };

function intend(world: World, index: number, handler: Handler): readonly World[] {
  const opened = world.row ?? firstRow(handler.command);
  if (handler.command === 'capture' && opened.state.status === 'pending') return [];
  const row = wished(opened, handler.command);
  return [withHandler(write(world, opened, row), index, { ...handler, at: 'calling', working: row })];
}

function firstRow(command: CommandName): Payment {
  const amount = { amountMinor: 100, currency: 'EUR' };
  return command === 'authorize'
    ? requestedPayment({ ...IDS, userId: undefined, amount, token: 'tok' })
    : tombstone(IDS.id, IDS.orderId);
}

function wished(payment: Payment, command: CommandName): Payment {
  if (command === 'authorize') return payment;
  return command === 'capture' ? requestCapture(payment) : stop(payment);
}

function goOn(world: World, index: number, handler: Handler): readonly World[] {
  const { working } = handler;
  const step = working && nextStep(working);
  if (!working || !step) return [settle(world, index, handler)];
  const key = stepKey(working.id, step.operation);
  const known = world.provider.answers[key];
  const provider = known ? world.provider : ask(world, key, step.operation);
  const outcome = provider.answers[key];
  if (!outcome) throw new Error('the provider owes an answer');
  const answer = { operation: step.operation, outcome };
  const told = { ...handler, working: recordAnswer(working, answer), answers: [...handler.answers, answer] };
  return [withHandler({ ...world, provider }, index, told)];
}

function ask({ card, provider }: World, key: string, operation: StepAnswer['operation']): ProviderState {
  const { charges, captures, voided } = provider;
  const yes = (change: Partial<ProviderState>) => ({ ...provider, ...change, answers: { ...provider.answers, [key]: APPROVED } });
  const no = (code: string) => ({
    ...provider,
    answers: { ...provider.answers, [key]: { kind: 'declined' as const, code, detail: '' } },
  });
  switch (operation) {
    case 'authorize':
      return card === 'declined' ? no('card_declined') : yes({ charges: charges + 1 });
    case 'capture':
      if (voided) return no('authorization_voided');
      return card === 'refuses_captures' ? no('capture_refused') : yes({ captures: captures + 1 });
    case 'void':
      return captures > 0 ? no('already_captured') : yes({ voided: true });
  }
}

const APPROVED: Outcome = { kind: 'approved', reference: 'charge-1' };

function settle(world: World, index: number, handler: Handler): World {
  const { row } = world;
  if (!row) throw new Error('nothing was intended');
  const told = recordAnswers(row, handler.answers);
  const { payment, answer } = answerTo(handler.command, told);
  return withHandler(write(world, row, payment), index, {
    command: handler.command,
    at: 'done',
    answers: [],
    answer,
    crashes: 0,
  });
}

function answerTo(command: CommandName, payment: Payment): { readonly payment: Payment; readonly answer: string } {
  if (command === 'authorize') return { payment, answer: authorizationAnswer(payment).kind };
  if (command === 'capture') return { payment, answer: captureAnswer(payment).kind };
  assertReleased(payment);
  const left = refundableMinor(payment);
  return { payment: command === 'refund' && left > 0 ? promiseRefund(payment, left) : payment, answer: command };
}

function write(world: World, before: Payment, after: Payment): World {
  return { ...world, row: after, booked: [...world.booked, ...entriesFor(before, after).map(({ kind }) => kind)].sort() };
}

function withHandler(world: World, index: number, handler: Handler): World {
  return { ...world, handlers: world.handlers.map((old, position) => (position === index ? handler : old)) };
}
