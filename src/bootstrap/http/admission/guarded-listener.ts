import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '#shared-kernel/errors.ts';
import { originHeaders } from '../gateway/cross-origin.ts';
import { problemResponse } from '../problem-details.ts';
import { traceOf } from '../trace.ts';
import type { Admission, Ticket } from './admission.ts';

/** Who decides, and which pages may read the decision. */
export interface Guard {
  readonly admission: Admission;
  readonly origins?: readonly string[] | undefined;
}

/** What a server calls for each request. */
export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

/**
 * Lets requests through to `answer` as far as they are admitted. Before anything else of the pipeline, because
 * refusing must cost next to nothing where ten times too much is asked for.
 */
export function guardedListener(
  { admission, origins = [] }: Guard,
  tickets: WeakMap<IncomingMessage, Ticket>,
  answer: Answer,
): Answer {
  return (incoming, outgoing) => {
    admission.enter({
      method: incoming.method ?? 'GET',
      path: pathOf(incoming),
      admit(ticket) {
        tickets.set(incoming, ticket);
        outgoing.once('close', ticket.leave);
        answer(incoming, outgoing);
      },
      refuse: (error) => void refuse(incoming, outgoing, { error, origins }),
      gone: () => outgoing.destroyed,
    });
  };
}

interface Refusal {
  readonly error: AppError;
  readonly origins: readonly string[];
}

/** Answers with a problem document, before anything else of the pipeline. */
export async function refuse(incoming: IncomingMessage, outgoing: ServerResponse, { error, origins }: Refusal): Promise<void> {
  const sent = incoming.headers['x-request-id'];
  const { requestId } = traceOf(typeof sent === 'string' ? sent : undefined, undefined);
  const response = problemResponse(error, { path: pathOf(incoming), requestId });
  const body = await response.text();
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    ...originHeaders(origins, incoming.headers.origin),
    'x-request-id': requestId,
  });
  outgoing.end(body);
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
