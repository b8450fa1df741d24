import { ERASED_EMAIL, type Evidence } from '../evidence.ts';

/** 2. No message and no foreign effect without a committed cause, and no order that its client was refused. */
export function noGhost(evidence: Evidence): readonly string[] {
  return [...ghostMessages(evidence), ...ghostEffects(evidence), ...ghostOrders(evidence)];
}

const ABOUT_ORDERS = /^(orders|inventory|payments|shipping|catalog)\./;
const ABOUT_SOMETHING_ELSE =
  /^\w+\.(stock-level|submit-refund|product|price-changed|import|token-key|erase-user|export-user|user-data)/;

function* ghostMessages({ jobs, orders }: Evidence) {
  const known = new Set(orders.map(({ id }) => id));
  const seen = new Set<string>();
  for (const { messageId, type, subject } of jobs) {
    if (seen.has(messageId) || !ABOUT_ORDERS.test(type) || ABOUT_SOMETHING_ELSE.test(type)) continue;
    seen.add(messageId);
    if (!known.has(subject)) yield `${type} ${messageId} is about order ${subject}, which does not exist`;
  }
}

function* ghostEffects({ charges, parcels, mails, orders, shipments, notifications }: Evidence) {
  const known = new Set(orders.map(({ id }) => id));
  const shipmentIds = new Set(shipments.map(({ id }) => id));
  const notificationIds = new Set(notifications.map(({ id }) => id));
  for (const { id, orderId } of charges)
    if (!known.has(orderId)) yield `charge ${id} is for order ${orderId}, which does not exist`;
  for (const { key, type } of parcels)
    if (!shipmentIds.has(key)) yield `the carrier ${type} ${key}, which is no shipment of ours`;
  for (const mail of mails) if (!notificationIds.has(mail)) yield `a mail was sent for ${mail}, which is no notification`;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A refusal, and nothing else, means that nothing happened. */
function* ghostOrders(evidence: Evidence) {
  const happened = keysOfEffects(evidence);
  const open = openCalls(evidence);
  for (const [key, mayHaveHappened] of open)
    if (!mayHaveHappened && happened.has(key)) yield `what ${key} asked for was refused and happened`;
  for (const key of happened) if (!open.has(key)) yield `something happened in the name of ${key}, which nobody asked for`;
}

function keysOfEffects({ orders, movements, refunds }: Evidence): ReadonlySet<string> {
  return new Set([
    ...orders.filter(({ email }) => email !== ERASED_EMAIL).map(({ email }) => email.split('@')[0] ?? ''),
    ...movements.flatMap(({ reason }) => reason ?? []),
    // Others were caused by a cancellation.
    ...refunds.map(({ reason }) => reason).filter((reason) => KEY.test(reason)),
  ]);
}

/** For each key whether at least one call under it may have had an effect. */
function openCalls({ calls }: Evidence): ReadonlyMap<string, boolean> {
  const open = new Map<string, boolean>();
  for (const { key, action, outcome } of calls) {
    const changes = action === 'place-order' || action === 'adjust-stock' || action === 'refund';
    if (changes) open.set(key, open.get(key) === true || outcome !== 'refused');
  }
  return open;
}
