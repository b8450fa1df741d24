import type { Route } from '#shared-kernel/http.ts';
import { readBody } from './read-body.ts';
import { spoolBody } from './spool-body.ts';
import { parseBody } from './validate.ts';

/** The body of a request in the form that its route wants. */
export interface ReceivedBody {
  readonly parsed: unknown;
  readonly stream: ReadableStream<Uint8Array> | undefined;
  /** Where the route wants the bytes as they came. */
  readonly raw: Uint8Array | undefined;
  /** What a repetition of the request must send again. */
  readonly identity: unknown;
  /** To be called once the reply is there. */
  discard(): Promise<void>;
}

/** Reads, or writes to disk, what the client sends, and refuses what the route does not take. */
export async function receiveBody(request: Request, route: Route): Promise<ReceivedBody> {
  if (route.method === 'get') return NOTHING;
  if (route.stream !== undefined) {
    const { stream, digest, discard } = await spoolBody(request, route.stream);
    return { parsed: undefined, stream, raw: undefined, identity: digest, discard };
  }
  const { value: body, bytes } = await readBody(request, route);
  const raw = route.rawBody === undefined ? undefined : bytes;
  return { parsed: parseBody(route, body), stream: undefined, raw, identity: body, discard: nothingToDiscard };
}

const nothingToDiscard = () => Promise.resolve();

const NOTHING: ReceivedBody = {
  parsed: undefined,
  stream: undefined,
  raw: undefined,
  identity: undefined,
  discard: nothingToDiscard,
};
