import type { Reply, Route } from '#shared-kernel/http.ts';
import { violationsOf } from './violations.ts';

/** Throws where a reply is not one that the route declares. For development and tests: the document must be true. */
export function assertDeclared(route: Route, reply: Reply): void {
  const schema = route.replies[reply.status];
  const place = `${route.operationId} (${route.method} ${route.path}), ${reply.status}`;
  if (schema === undefined) throw new Error(`${place}: the route declares no such reply`);
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return;
  const wrong = violationsOf(parsed.error, reply.body).map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`);
  throw new Error(`${place}: the body is not what the route declares: ${wrong.join(' ')}`);
}
