import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cause } from '#shared-kernel/messaging/envelope.ts';

/** What every log line says about why it was written. */
export interface TraceFields {
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
}

const current = new AsyncLocalStorage<TraceFields>();

/** Runs `work` so that {@link traceFields} knows the request that it belongs to, however deep the call. */
export function withinTrace<T>({ requestId, traceId }: TraceFields, work: () => T): T {
  return current.run({ requestId, traceId }, work);
}

/**
 * Runs `work` on behalf of the request that these causes have in common, or of none. A worker is woken by
 * whichever request comes first, and would otherwise write that one's id on the lines of all others.
 */
export function withinCauses<T>(causes: readonly Cause[], work: () => T): T {
  const requestId = onlyOneOf(causes.map(({ correlationId }) => correlationId));
  const traceId = requestId === undefined ? undefined : onlyOneOf(causes.map(traceIdOf));
  return withinTrace({ requestId, traceId }, work);
}

/** The same function, which will run on behalf of the request that is being served now, whoever calls it. */
export function boundToTrace<Args extends unknown[], T>(work: (...args: Args) => T): (...args: Args) => T {
  return AsyncLocalStorage.bind(work);
}

/** The `mixin` of the process's log: every line that is written on behalf of a request says which one. */
export function traceFields(): TraceFields {
  return { ...current.getStore() };
}

function traceIdOf({ traceparent }: Cause): string | undefined {
  return traceparent?.split('-')[1];
}

function onlyOneOf(values: readonly (string | undefined)[]): string | undefined {
  const [first, ...others] = new Set(values);
  return others.length === 0 ? first : undefined;
}
