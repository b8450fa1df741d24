import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/** A webhook as it came over the wire. */
export interface ArrivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver on this machine. */
export interface WebhookReceiver {
  readonly url: string;
  readonly port: number;
  readonly arrived: readonly ArrivedWebhook[];
  /** How many connections it has now. */
  open(): number;
  /** From now on it answers so; before each test that is 204 again. */
  answer(listener: RequestListener): void;
  /** From now on it lets whoever calls wait for ever. */
  hang(): void;
  answerWith(status: number, headers?: Readonly<Record<string, string>>): void;
}

/** Opens a receiver for the test file that calls it, and closes it at the end. */
export function webhookReceiver(): WebhookReceiver {
  const arrived: ArrivedWebhook[] = [];
  const sockets = new Set<Socket>();
  let answer = accept;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    arrived.push({ path: incoming.url ?? '', headers, body: Buffer.concat(chunks).toString() });
    answer(incoming, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = () => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the receiver listens only within hooks and tests');
    return address.port;
  };
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    arrived.splice(0);
    answer = accept;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const answerBy = (listener: RequestListener) => {
    answer = listener;
  };
  return {
    arrived,
    open: () => sockets.size,
    get port() {
      return port();
    },
    get url() {
      return `http://127.0.0.1:${port()}/hook`;
    },
    answer: answerBy,
    hang: () => answerBy(() => undefined),
    answerWith: (status, headers = {}) => answerBy((_, response) => void response.writeHead(status, headers).end()),
  };
}

/** Which of these secrets signed, whenever that was. */
export function signersOf({ headers, body }: ArrivedWebhook, secrets: readonly string[]): readonly string[] {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  const at = new Date(Number(timestamp) * 1_000);
  return secrets.filter((secret) => signatures.split(' ').includes(new Webhook(secret).sign(id, at, body)));
}

const accept: RequestListener = (_, response) => void response.writeHead(204).end();
