import { ERASED_EMAIL, type Evidence } from '../evidence.ts';
import type { Call } from '../history.ts';

/** 7. The same key and body is the same order, whichever process was asked, and the same answer again. */
export function idempotentApi({ calls, orders }: Evidence): readonly string[] {
  return [...severalAnswers(calls), ...severalOrders(orders)];
}

function* severalAnswers(calls: readonly Call[]) {
  const answers = new Map<string, Set<string>>();
  for (const { action, key, outcome, reply } of calls) {
    if (action === 'read' || outcome !== 'ok' || reply === undefined) continue;
    answers.set(`${action} ${key}`, (answers.get(`${action} ${key}`) ?? new Set()).add(reply));
  }
  for (const [key, replies] of answers)
    if (replies.size > 1) yield `${key} has ${replies.size} answers: ${[...replies].join(' and ').slice(0, 400)}`;
}

function* severalOrders(orders: Evidence['orders']) {
  const [keys, carts] = [new Set<string>(), new Set<string>()];
  for (const { email, cartId, id } of orders) {
    if (keys.has(email)) yield `submission ${email} became several orders, one of them ${id}`;
    if (cartId !== null && carts.has(cartId)) yield `cart ${cartId} became several orders, one of them ${id}`;
    if (email !== ERASED_EMAIL) keys.add(email);
    if (cartId !== null) carts.add(cartId);
  }
}
