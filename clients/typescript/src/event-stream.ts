import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiError } from './api-error.ts';
import type { Send } from './retrying-fetch.ts';

/** One event of a stream, its data parsed. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/**
 * The events of a stream of the shop (server-sent events). A stream that breaks is taken up again after the last event
 * that came; it ends when the shop ends it after an event. Throws {@link ApiError} where the shop refuses.
 */
export async function* eventStream(send: Send, request: () => Request): AsyncGenerator<ServerEvent> {
  let lastEventId: string | undefined;
  for (;;) {
    const again = request();
    again.headers.set('accept', 'text/event-stream');
    if (lastEventId !== undefined) again.headers.set('last-event-id', lastEventId);
    const response = await send(again);
    if (!response.ok) throw new ApiError(response, await response.json().catch(() => undefined));
    if (!response.body) return;
    try {
      for await (const { id, event = 'message', data } of events(response.body)) {
        lastEventId = id ?? lastEventId;
        yield { id, event, data: JSON.parse(data) };
      }
      return;
    } catch (error) {
      if (again.signal.aborted || !(error instanceof TypeError)) throw error;
    }
  }
}

function events(body: ReadableStream<Uint8Array>) {
  return body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}
