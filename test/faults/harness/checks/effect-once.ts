import type { Evidence } from '../evidence.ts';

/** 3. Whatever came twice, late or out of order changed the world once. */
export function effectOnce(evidence: Evidence): readonly string[] {
  return [...repeatedEffects(evidence), ...repeatedHandling(evidence), ...repeatedSequences(evidence)];
}

function* repeatedEffects({ charges, parcels, mails, notifications, movements, refunds }: Evidence) {
  yield* repeated(
    charges.map(({ orderId }) => orderId),
    (id) => `order ${id} has several charges at the provider`,
  );
  yield* repeated(
    parcels.filter(({ type }) => type === 'booked').map(({ key }) => key),
    (key) => `shipment ${key} was booked several times`,
  );
  yield* repeated(mails, (id) => `notification ${id} was mailed several times`);
  const ends = notifications.filter(({ template }) => template.startsWith('order-'));
  yield* repeated(
    ends.map(({ template, orderId }) => `${template} of ${orderId}`),
    (what) => `${what} was notified several times`,
  );
  const reasons = movements.flatMap(({ kind, reason, sku }) =>
    kind === 'adjustment' && reason !== null ? [`${sku} ${reason}`] : [],
  );
  yield* repeated(reasons, (what) => `adjustment ${what} was made several times`);
  const moves = movements.flatMap(({ kind, orderId, sku }) => (orderId === null ? [] : [`${kind} of ${sku} for ${orderId}`]));
  yield* repeated(moves, (what) => `${what} was entered several times`);
  yield* repeated(
    refunds.map(({ paymentId, reason }) => `${paymentId} because ${reason}`),
    (what) => `refund of ${what} was made several times`,
  );
}

/** What one message caused in a module was said once: who says it twice has handled it twice. */
function repeatedHandling({ jobs }: Evidence): Iterable<string> {
  const said = new Map<string, Set<string>>();
  for (const { source, type, subject, causationId, payloadHash, sequence, messageId } of jobs) {
    if (causationId === null) continue;
    const key = `${type} ${subject} ${sequence} ${payloadHash} from ${source} because of ${causationId}`;
    said.set(key, (said.get(key) ?? new Set()).add(messageId));
  }
  return [...said].flatMap(([key, ids]) => (ids.size > 1 ? [`said ${ids.size} times: ${key}`] : []));
}

/** A version of an aggregate is one fact, however often it is told. */
function repeatedSequences({ jobs }: Evidence): Iterable<string> {
  const facts = new Map<string, Set<string>>();
  for (const { source, subject, sequence, type, payloadHash } of jobs) {
    if (sequence === null) continue;
    const key = `${source} ${subject} version ${sequence}`;
    facts.set(key, (facts.get(key) ?? new Set()).add(`${type} ${payloadHash}`));
  }
  return [...facts].flatMap(([key, versions]) =>
    versions.size > 1 ? [`${key} is several facts: ${[...versions].join(', ')}`] : [],
  );
}

function* repeated(keys: readonly string[], complaint: (key: string) => string) {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) yield complaint(key);
    seen.add(key);
  }
}
