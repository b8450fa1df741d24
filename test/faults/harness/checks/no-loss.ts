import { derivedId } from '#shared-kernel/ids.ts';
import { type Evidence, hasLeft, type JobRow, TIMERS } from '../evidence.ts';
import type { Call } from '../history.ts';

/** What is done there was confirmed by another database; the queues of its subscriptions show what became of it. */
const OUTBOX = /^relay\./;

/** 1. What was acknowledged exists, and every message reached each of its subscribers and was handled there. */
export function noLoss(evidence: Evidence): readonly string[] {
  return [
    ...lostOrders(evidence),
    ...lostChanges(evidence),
    ...lostCancellations(evidence),
    ...lostMessages(evidence),
    ...unhandledMessages(evidence),
    ...unsentMessages(evidence),
    ...gaps(evidence),
  ];
}

function acknowledged({ calls }: Evidence, ...actions: readonly Call['action'][]): readonly Call[] {
  return calls.filter(({ action, outcome }) => outcome === 'ok' && actions.includes(action));
}

function lostOrders(evidence: Evidence): readonly string[] {
  const known = new Set(evidence.orders.map(({ id }) => id));
  return acknowledged(evidence, 'place-order').flatMap(({ orderId = '' }) =>
    known.has(orderId) ? [] : [`order ${orderId} was acknowledged and does not exist`],
  );
}

function lostChanges(evidence: Evidence): readonly string[] {
  const { movements, refunds } = evidence;
  const reasons = new Set([...movements.map(({ reason }) => reason), ...refunds.map(({ reason }) => reason)]);
  return acknowledged(evidence, 'adjust-stock', 'refund').flatMap(({ action, key }) =>
    reasons.has(key) ? [] : [`${action} ${key} was acknowledged and is gone`],
  );
}

function lostCancellations(evidence: Evidence): readonly string[] {
  const statuses = new Map(evidence.orders.map(({ id, status }) => [id, status]));
  const left = new Set(evidence.shipments.filter(hasLeft).map(({ orderId }) => orderId));
  return acknowledged(evidence, 'cancel-order').flatMap(({ orderId = '' }) => {
    const status = statuses.get(orderId);
    // Whoever cancels what has left is told so in the end: the acknowledgement is of the request.
    const ended = status === 'cancelled' || status === 'needs_attention' || left.has(orderId);
    return ended ? [] : [`order ${orderId} is ${status} although its cancellation was acknowledged`];
  });
}

/** An event that was told to one subscriber was told to all of them. */
function* lostMessages({ jobs, hearers }: Evidence) {
  const queuesOf = new Map<string, Set<string>>();
  for (const { messageId, queue } of jobs) queuesOf.set(messageId, (queuesOf.get(messageId) ?? new Set()).add(queue));
  for (const { messageId, type } of uniqueMessages(jobs)) {
    for (const queue of hearers.get(type) ?? []) {
      if (!queuesOf.get(messageId)?.has(queue)) yield `${type} ${messageId} never reached ${queue}`;
    }
  }
}

function unhandledMessages({ jobs, marks }: Evidence): readonly string[] {
  const marked = new Set(marks.map(({ subscription, messageId }) => `${subscription} ${messageId}`));
  return jobs.flatMap((job) => {
    const { queue, messageId, state, type } = job;
    if (queue.endsWith('.dead')) return [`${type} ${messageId} is a dead letter in ${queue}`];
    const handled = marked.has(`${queue} ${messageId}`);
    // What was given up stays as failed, however well it went when it was redriven.
    const ended = state === 'completed' || (state === 'failed' && handled);
    if (!ended) return isTimer(job) ? [] : [`${queue}: ${type} ${messageId} is still ${state}`];
    return handled || OUTBOX.test(queue) ? [] : [`${queue}: ${messageId} is done, and was never handled`];
  });
}

function isTimer({ future, type }: JobRow): boolean {
  return future && TIMERS.includes(type);
}

function unsentMessages({ jobs, marks }: Evidence): readonly string[] {
  const sent = new Set(jobs.map(({ jobId }) => jobId));
  return marks.flatMap(({ subscription, messageId }) =>
    sent.has(derivedId(subscription, messageId)) ? [] : [`${subscription} handled ${messageId}, which is in no queue`],
  );
}

/** The versions of an aggregate that its events report have no gap, and end where the aggregate stands. */
function* gaps({ jobs, orders, reservations, payments, shipments }: Evidence) {
  const told = new Map<string, Set<number>>();
  for (const { source, subject, sequence } of jobs) {
    if (sequence !== null) told.set(`${source} ${subject}`, (told.get(`${source} ${subject}`) ?? new Set()).add(sequence));
  }
  const aggregates = [
    ...orders.filter(({ status }) => status !== 'needs_attention').map(({ id, version }) => ({ key: `/orders ${id}`, version })),
    ...reservations.map(({ orderId, version }) => ({ key: `/inventory ${orderId}`, version })),
    ...payments.map(({ orderId, version }) => ({ key: `/payments ${orderId}`, version })),
    ...shipments.map(({ orderId, version }) => ({ key: `/shipping ${orderId}`, version })),
  ];
  for (const { key, version } of aggregates) {
    const sequences = told.get(key) ?? new Set();
    const missing = Array.from({ length: version }, (_, index) => index + 1).filter((each) => !sequences.has(each));
    if (missing.length > 0) yield `${key} is at version ${version}; of ${missing.join(', ')} nobody was told`;
    if (Math.max(0, ...sequences) > version) yield `${key} is at version ${version}, but was told to be further`;
  }
}

function uniqueMessages(jobs: readonly JobRow[]): Iterable<JobRow> {
  return new Map(jobs.map((job) => [job.messageId, job])).values();
}
