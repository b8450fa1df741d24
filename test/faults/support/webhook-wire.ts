import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A webhook as it passed. */
export interface PassedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A wire between the provider and the shop, on which somebody listens who remembers everything. */
export interface WebhookWire {
  readonly url: string;
  readonly passed: readonly PassedWebhook[];
  /** Sends one to the shop, once more or for the first time; resolves to the status of the answer. */
  send(webhook: PassedWebhook): Promise<number>;
  close(): Promise<void>;
}

/** `target` is where the shop takes webhooks; asked for each time, as the shop may have been started again. */
export async function openWebhookWire(target: () => string): Promise<WebhookWire> {
  const passed: PassedWebhook[] = [];
  const send = async ({ headers, body }: PassedWebhook) => (await fetch(target(), { method: 'POST', headers, body })).status;
  const server = createServer(async (request, response) => {
    const webhook = { headers: signatureIn(request), body: await text(request) };
    passed.push(webhook);
    response.statusCode = await send(webhook).catch(() => 502);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    passed,
    send,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function signatureIn({ headers }: IncomingMessage): Record<string, string> {
  const names = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}
