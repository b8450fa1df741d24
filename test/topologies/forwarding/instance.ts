import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Instance } from '../../../src/bootstrap/discovery/instance.ts';

/** A process of the shop as far as the gateway sees it: what it does with requests is written down by the test. */
export interface TestInstance extends Instance {
  /** All that arrived, but for the gateway's questions whether it is well. */
  readonly seen: readonly IncomingMessage[];
  /** Does this with requests from now on. */
  becomes(answer: RequestListener): void;
  /** Takes requests, at the same address as before. */
  start(): Promise<void>;
  /** Hangs up on everybody. */
  stop(): Promise<void>;
}

export interface InstanceSpec {
  readonly process?: string;
  readonly modules?: readonly string[];
}

/** Starts an instance, of the module `tea` unless it says otherwise. */
export async function startInstance(answer: RequestListener, spec: InstanceSpec = {}): Promise<TestInstance> {
  const { process = 'tea', modules = ['tea'] } = spec;
  const seen: IncomingMessage[] = [];
  let does = answer;
  const server = createServer((request, response) => {
    if (request.url === '/health') return json(response, { ok: true });
    seen.push(request);
    does(request, response);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await listen(0);
  const address = `127.0.0.1:${port}`;
  return {
    id: `${process}@${address}`,
    process,
    modules,
    address,
    metadata: {},
    seen,
    becomes(next) {
      does = next;
    },
    start: async () => void (await listen(port)),
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers in JSON, as modules do. */
export function json(
  response: ServerResponse,
  body: unknown,
  { status = 200, ...headers }: Record<string, string | number> = {},
) {
  const text = JSON.stringify(body);
  response.writeHead(Number(status), {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** Says who answered. */
export const named =
  (name: string): RequestListener =>
  (_, response) =>
    json(response, { by: name });

/** Takes the request, and never says a word. */
export const hangs: RequestListener = () => undefined;

/** Takes the request, and hangs up. */
export const hangsUp: RequestListener = (request) => request.socket.destroy();
