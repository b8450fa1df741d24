/** A build with one promise taken out of it, to show that the checks notice. */
export type BrokenBuild = readonly SourceChange[];

/** One piece of one file, which must be there exactly once, and what stands there instead. */
export interface SourceChange {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const HANDLING = 'src/shared-kernel/messaging/handling-transaction.ts';
const WORKER = 'src/bootstrap/messaging/subscription-worker.ts';
const OUTBOX = 'src/bootstrap/messaging/outbox.ts';
const MESSAGING = 'src/bootstrap/messaging/messaging.ts';
const RECEIVER = 'src/bootstrap/relay/receiver.ts';
const ORDER_SAGAS = 'src/modules/orders/domain/order-sagas.ts';

const ignoresMarks: SourceChange = {
  file: HANDLING,
  from: 'messages.filter(({ id }) => fresh.delete(id));',
  to: 'fresh && messages;',
};

/** Ways in which the project could have been built wrong. What defends in depth is taken out in all its layers. */
export const BROKEN_BUILDS = {
  'leaves no inbox mark': [
    { file: HANDLING, from: 'insert into inbox (subscription, message_id)\n    select', to: 'select' },
    { file: HANDLING, from: '\n    on conflict do nothing\n    returning message_id as id`;', to: '`;' },
  ],
  'handles again what has an inbox mark': [ignoresMarks],
  'completes jobs outside the transaction': [
    { file: WORKER, from: 'attempts, undefined, { db: bossInTransaction(tx) }', to: 'attempts, undefined' },
    {
      file: HANDLING,
      from: "await failpoint('bus.beforeComplete', name);\n  const completed = complete();",
      to: "const completed = complete();\n  await completed;\n  await failpoint('bus.beforeComplete', name);",
    },
  ],
  'overlooks that its claim has lapsed': [
    ignoresMarks,
    { file: WORKER, from: 'affected !== attempts.length', to: 'affected < 0' },
    { file: 'src/shared-kernel/messaging/subscription.ts', from: 'claimSeconds: 15', to: 'claimSeconds: 2' },
  ],
  'promises stock that is not there': [
    { file: 'src/modules/inventory/domain/decide-holds.ts', from: 'line.available < line.wanted', to: 'line.wanted < 0' },
    { file: 'src/modules/inventory/use-cases/record-movements.ts', from: 'available: availableOf(item)', to: 'available: 0' },
  ],
  'asks the provider under new keys': [
    {
      file: 'src/modules/payments/domain/step-key.ts',
      from: "derivedId('payments', paymentId, operation)",
      to: 'derivedId(crypto.randomUUID(), paymentId, operation)',
    },
  ],
  'loses a message whose id is taken': [
    { file: OUTBOX, from: 'id: jobId(queue, envelope.id),', to: 'id: jobId(queue, envelope.subject),' },
    { file: OUTBOX, from: 'if (written !== entries.length)', to: 'if (written < 0)' },
  ],
  'writes messages outside the transaction': [
    { file: OUTBOX, from: '{ db: bossInTransaction(tx), returnId: true }', to: '{ returnId: true }' },
  ],
  'does not give back what it held': [
    { file: ORDER_SAGAS, from: "once('hold-stock', quick, undoing(quick))", to: "once('hold-stock', quick)" },
  ],
  'keeps the money of a cancelled order': [
    {
      file: ORDER_SAGAS,
      from: "[until('refund-payment', foreign), until('release-stock', quick)]",
      to: "[until('release-stock', quick)]",
    },
  ],
  'forgets which keys it has answered': [
    {
      file: 'src/bootstrap/http/idempotency/answer-once.ts',
      from: '  await store(tx, call, lookup, reply);\n',
      to: '',
    },
  ],
  'reads the tables of another module': [
    {
      file: 'src/modules/inventory/queries/get-stock-level.ts',
      from: '({ drizzle }: Db, sku: string): Promise<VersionedStockLevel> {',
      to: '({ drizzle, sql }: Db, sku: string) {\n  await sql`select 1 from orders.orders`;',
    },
  ],
  'says what no contract allows': [
    {
      file: 'src/shared-kernel/messaging/envelope.ts',
      from: 'data: contract.payload.parse(payload),',
      to: 'data: Object.assign({ stray: true }, payload),',
    },
  ],
  'looks into its queues only once': [
    { file: MESSAGING, from: '    this.#wake(queues);\n    this.#doorbell.ring(queues);\n', to: '' },
    { file: MESSAGING, from: 'await this.#pollOnce();\n    this.#pollAgain();', to: 'await this.#pollOnce();' },
  ],
} as const satisfies Record<string, BrokenBuild>;
export type BrokenBuildName = keyof typeof BROKEN_BUILDS;

/** The same for what modules in different databases say to each other; found out where a shop is spread over several. */
export const BROKEN_CONNECTIONS = {
  'loses messages of one type between databases': [
    {
      file: RECEIVER,
      from: 'queuesThatHear({ subscriptions }: Receiver, type: string): readonly string[] {',
      to: "queuesThatHear({ subscriptions }: Receiver, type: string): readonly string[] {\n  if (type === 'shipping.shipment-dispatched.v1') return [];",
    },
  ],
  'takes in twice what it is told once': [
    ignoresMarks,
    {
      file: RECEIVER,
      from: 'await insertMessages(tx, boss, queue, group);',
      to: 'await boss.insert(queue, [...group, ...group].map(({ envelope }) => ({ data: envelope })));',
    },
  ],
} as const satisfies Record<string, BrokenBuild>;
export type BrokenConnectionName = keyof typeof BROKEN_CONNECTIONS;

/** A change that no longer fits its file must not pass for a broken build. */
export function changed(source: string, { file, from, to }: SourceChange): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times what is to be broken: ${from}`);
  return parts.join(to);
}
