import type { IncomingHttpHeaders } from 'node:http';

/** What the gateway says of a request that it passes on. Whatever the client said of these is dropped. */
export interface Passing {
  readonly clientAddress: string;
  /** `http` or `https`. */
  readonly proto: string;
  readonly host: string | undefined;
  readonly requestId: string;
  readonly traceparent: string;
}

/** How much time is left for the answer, in milliseconds. */
export const DEADLINE_HEADER = 'tessera-deadline-ms';
/** Shows a module process that a process of the shop is calling. */
export const SERVICE_TOKEN_HEADER = 'tessera-service-token';
/** With this, the process itself refuses who is calling, and not one of its routes: no answer for whoever asked the gateway. */
export const REFUSED_HEADER = 'tessera-refused';

/** The headers of a request as they go on: without those of the connection that it came over, and with what only we know. */
export function requestHeaders(sent: Headers, passing: Passing): Record<string, string> {
  const { clientAddress, proto, host, requestId, traceparent } = passing;
  const named = namedBy(sent.get('connection') ?? undefined);
  const passed = [...sent].filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name) && !isOurs(name));
  return {
    ...Object.fromEntries(passed),
    via: [sent.get('via'), '1.1 tessera'].filter((part) => part !== null).join(', '),
    'x-forwarded-for': clientAddress,
    'x-forwarded-proto': proto,
    ...(host === undefined ? {} : { 'x-forwarded-host': host }),
    'x-request-id': requestId,
    traceparent,
  };
}

/** The headers of an answer as the client gets them: without those of the connection that it came over. The date is ours. */
export function responseHeaders(answered: IncomingHttpHeaders): Headers {
  const named = namedBy(answered.connection);
  const headers = new Headers();
  for (const [name, value = []] of Object.entries(answered)) {
    if (HOP_BY_HOP.has(name) || named.has(name) || name === 'date') continue;
    for (const each of [value].flat()) headers.append(name, each);
  }
  return headers;
}

/** RFC 9110, section 7.6.1, and what was hop-by-hop before it. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function namedBy(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

/** `host` is that of the instance, and to whom it would say 100 it has said so already. */
function isOurs(name: string): boolean {
  return name === 'host' || name === 'expect' || name === 'forwarded' || /^(x-forwarded-|tessera-)/.test(name);
}
