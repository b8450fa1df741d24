import type { ServerEvent } from '#shared-kernel/http.ts';
import type { Log } from '#shared-kernel/log.ts';
import { boundToTrace } from '../trace-context.ts';

const HEARTBEAT_MS = 15_000;
/** How long a refusal is waited for before the stream is opened without a first event. */
const REFUSAL_MS = 1_000;
const RECONNECT_MS = 1_000;

export interface EventStreamOptions {
  /** Ends the stream; the client comes back with `Last-Event-ID`. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Called when the stream is over, whoever ended it; perhaps more than once. */
  readonly onEnd: () => void;
  readonly heartbeatMs?: number;
}

/** Writes events as `text/event-stream`; 204 where there are none. Rejects with what the source throws before its first event. */
export async function eventStreamResponse(events: AsyncIterable<ServerEvent>, options: EventStreamOptions): Promise<Response> {
  const source = events[Symbol.asyncIterator]();
  const first = source.next();
  const opening = await nextOrPause(first, REFUSAL_MS, options.signal);
  if (typeof opening === 'object' && opening.done) {
    options.onEnd();
    // What tells an EventSource to come back no more (https://html.spec.whatwg.org/multipage/server-sent-events.html).
    return new Response(null, { status: 204 });
  }
  return new Response(bytesOf(source, first, options), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}

type Source = AsyncIterator<ServerEvent>;
type Next = ReturnType<Source['next']>;

function bytesOf(source: Source, first: Next, options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { signal, log, onEnd, heartbeatMs = HEARTBEAT_MS } = options;
  const encoder = new TextEncoder();
  let upcoming = first;
  let gone = false;
  const logBreak = boundToTrace((error: unknown) => log.error({ err: error }, 'an event stream broke off'));
  // A source may still be waiting: it learns from its signal that nobody listens, and ends in its own time.
  const leave = () => {
    gone = true;
    onEnd();
    void source.return?.().catch(() => undefined);
  };
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(`retry: ${RECONNECT_MS}\n\n`)),
    async pull(controller) {
      try {
        const next = await nextOrPause(upcoming, heartbeatMs, signal);
        // A client that hung up while nothing happened has closed the stream itself.
        if (gone) return;
        if (next === 'quiet') return controller.enqueue(encoder.encode(': still here\n\n'));
        if (next === 'over' || next.done) {
          leave();
          return controller.close();
        }
        controller.enqueue(encoder.encode(frameOf(next.value)));
        upcoming = source.next();
        upcoming.catch(() => undefined);
      } catch (error) {
        if (gone) return;
        logBreak(error);
        onEnd();
        controller.close();
      }
    },
    cancel: leave,
  });
}

/** The next event, `quiet` where none came within `ms`, or `over` once the signal aborts. */
async function nextOrPause(next: Next, ms: number, signal: AbortSignal): Promise<Awaited<Next> | 'quiet' | 'over'> {
  if (signal.aborted) return 'over';
  const pause = Promise.withResolvers<'quiet' | 'over'>();
  const over = () => pause.resolve('over');
  const timer = setTimeout(() => pause.resolve('quiet'), ms);
  signal.addEventListener('abort', over);
  try {
    return await Promise.race([next, pause.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', over);
  }
}

function frameOf({ id, event, data }: ServerEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
