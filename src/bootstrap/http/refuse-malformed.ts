import { ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { newId } from '#shared-kernel/ids.ts';
import type { ProblemDetails } from './problem-details.ts';

/** Answers what Node's parser refuses before any route sees it; left alone, it would say a status and nothing else. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswering(socket)) return void socket.destroy();
  const { status, code, detail } = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const requestId = newId();
  const type = `/docs/problems#${code}`;
  const problem: ProblemDetails = { type, title, status, detail, instance: '', code, requestId, retryable: false };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

// Node keeps the reply under way in this field; what has begun, such as an event stream, must not be written into.
function isAnswering(socket: Duplex): boolean {
  const reply = '_httpMessage' in socket ? socket._httpMessage : undefined;
  return reply instanceof ServerResponse && reply.headersSent;
}

const MALFORMED = { status: 400, code: 'http.malformed_request', detail: 'The request is not well-formed HTTP/1.1.' };

const REFUSALS: Readonly<Record<string, typeof MALFORMED>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'http.headers_too_large',
    detail: 'The address and the headers must not be larger than 16 KiB together.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'http.request_timeout',
    detail: 'The request took too long to arrive. Send it again.',
  },
};
