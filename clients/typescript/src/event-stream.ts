import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ApiError } from './api-error.ts';
import { pause } from './pause.ts';
import type { Send } from './retrying-fetch.ts';

/** One event of a stream, its data parsed. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

const MOST_SILENT = 5;
const FIRST_PAUSE_MS = 1_000;

/**
 * The events of a stream of the shop (server-sent events). A stream that ends or breaks is taken up again after the last
 * event that came, until the shop says that nothing more comes, as an `EventSource` does it. Throws {@link ApiError} where
 * the shop refuses, and gives up where five connections in a row brought no sign of life.
 */
export async function* eventStream(send: Send, request: () => Request, longestPauseMs: number): AsyncGenerator<ServerEvent> {
  let lastEventId: string | undefined;
  for (let silent = 0; silent < MOST_SILENT; silent += 1) {
    const next = requestAfter(request(), lastEventId);
    if (silent > 0) await pause(Math.min(FIRST_PAUSE_MS * 2 ** (silent - 1), longestPauseMs), next.signal);
    const body = await open(send, next);
    if (!body) return;
    for await (const sign of untilItBreaks(body, next.signal)) {
      silent = 0;
      if (sign === 'alive') continue;
      lastEventId = sign.id ?? lastEventId;
      yield { id: sign.id, event: sign.event ?? 'message', data: JSON.parse(sign.data) };
    }
  }
  throw new Error(`the stream of events broke off ${MOST_SILENT} times in a row`);
}

function requestAfter(request: Request, lastEventId: string | undefined): Request {
  request.headers.set('accept', 'text/event-stream');
  if (lastEventId !== undefined) request.headers.set('last-event-id', lastEventId);
  return request;
}

/** Nothing where the shop has nothing more to tell. */
async function open(send: Send, request: Request): Promise<Response['body']> {
  const response = await send(request);
  if (response.ok) return response.status === 204 ? null : response.body;
  throw new ApiError(response, await response.json().catch(() => undefined));
}

type Sign = EventSourceMessage | 'alive';

async function* untilItBreaks(body: NonNullable<Response['body']>, signal: AbortSignal): AsyncGenerator<Sign> {
  const arrived: Sign[] = [];
  const parser = createParser({
    onEvent: (event) => void arrived.push(event),
    onComment: () => void arrived.push('alive'),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (let next = await read(reader, signal); next; next = await read(reader, signal)) {
      parser.feed(decoder.decode(next, { stream: true }));
      yield* arrived.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What came next; nothing where the connection ended or broke. */
async function read(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    return (await reader.read()).value;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
