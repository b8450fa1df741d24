import type { Reply, Route } from '#shared-kernel/http.ts';
import { violationsOf } from './violations.ts';

/** Throws where a reply is not one that the route declares. For development and tests: the document must be true. */
export function assertDeclared(route: Route, reply: Reply): void {
  const schema = route.replies[reply.status];
  const place = `${placeOf(route)}, ${reply.status}`;
  if (schema === undefined) throw new Error(`${place}: the route declares no such reply`);
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return;
  const wrong = violationsOf(parsed.error, reply.body).map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`);
  throw new Error(`${place}: the body is not what the route declares: ${wrong.join(' ')}`);
}

/** Throws where a repetition would be answered otherwise than the first request. For development and tests too. */
export function assertRepeatable(route: Route, reply: Reply, stored: Reply | undefined): void {
  if (stored === undefined && route.idempotencyKey !== 'required') return;
  if (stored === reply) return;
  throw new Error(`${placeOf(route)}: the reply is not the one that request.transaction stored under the Idempotency-Key`);
}

function placeOf({ operationId, method, path }: Route): string {
  return `${operationId} (${method} ${path})`;
}
