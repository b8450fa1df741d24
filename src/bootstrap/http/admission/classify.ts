import type { Route } from '#shared-kernel/http.ts';

/** What decides by whom a request is admitted. */
export interface RequestClass {
  /** The lane that it queues in: requests of one lane wait for each other, and for nobody else. */
  readonly lane: string;
  /** Whose connections it will use. */
  readonly module: string;
  /** The routes that begin something which ends only once messages get through: these queues bring them. */
  readonly queues: readonly string[];
}

export interface ClassifiedModule {
  readonly name: string;
  readonly runtime: { readonly routes?: readonly Route[] };
}

const PROBES = new Set(['/health', '/ready', '/metrics']);

/**
 * Tells by method and path which lane a request belongs to: one for each module's reads and one for its writes, so
 * that a module which hangs keeps no other from answering; and one for each route that declares `shedWhenLate`.
 * Undefined for what must always be answered. `queuesFor` finds the queues that a message goes to.
 */
export function classifier(
  modules: readonly ClassifiedModule[],
  queuesFor: (from: string, type: string) => readonly string[],
): (method: string, path: string) => RequestClass | undefined {
  const classes = new Map<string, RequestClass>();
  const owners = new Map<string, string>();
  for (const { name, runtime } of modules) {
    for (const route of runtime.routes ?? []) {
      owners.set(placeOf(route.path), name);
      if (route.shedWhenLate.length === 0) continue;
      if (route.path.includes('{')) throw new Error(`${route.operationId}: shedWhenLate wants a path without parameters`);
      const queues = route.shedWhenLate.flatMap(({ type, kind }) =>
        // An event is heard by many; only the module itself is on the way to the end of what it began.
        queuesFor(name, type).filter((queue) => kind === 'command' || queue.startsWith(`${name}.`)),
      );
      classes.set(`${route.method.toUpperCase()} ${route.path}`, {
        lane: route.operationId,
        module: name,
        queues: [...new Set(queues)],
      });
    }
  }
  return (method, path) => {
    if (PROBES.has(path)) return undefined;
    const own = classes.get(`${method} ${path}`);
    if (own) return own;
    const module = owners.get(placeOf(path)) ?? 'platform';
    const lane = `${module} ${READS.has(method) ? 'read' : 'write'}`;
    const known = classes.get(lane) ?? { lane, module, queues: [] };
    classes.set(lane, known);
    return known;
  };
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `/v1/orders` of `/v1/orders/17/events`. */
function placeOf(path: string): string {
  return path.split('/', 3).join('/');
}
