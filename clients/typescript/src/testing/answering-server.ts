import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** The connection breaks off after the body. */
  readonly breaks?: boolean;
}

/** What a server says to the n-th request, counted from 0; `hang-up` breaks the connection without an answer. */
export type Script = (request: Arrived, count: number) => Answer | 'hang-up';

export interface AnsweringServer {
  readonly url: string;
  readonly arrived: readonly Arrived[];
}

/** A server on loopback that answers as it is told, until the test ends. */
export async function answeringServer(script: Script): Promise<AnsweringServer> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const count = arrived.push({ method, path, headers, body: await text(request) }) - 1;
    const answer = script(arrived[count] ?? { method, path, headers, body: '' }, count);
    if (answer === 'hang-up') return request.socket.destroy();
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    if (answer.breaks) response.write(body, () => request.socket.destroy());
    else response.end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { url: `http://127.0.0.1:${address.port}`, arrived };
}
