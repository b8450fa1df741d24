import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { Row } from './final-state.ts';

/** Somebody whom the shop tells what happens in it. */
export interface WebhookListener {
  readonly url: string;
  /** What it was told, once each: a webhook may be sent again under its id. */
  heard(): readonly Row[];
  close(): void;
}

const Told = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });

export async function startWebhookListener(): Promise<WebhookListener> {
  const heard = new Map<string, Row>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.set(String(request.headers['webhook-id']), Told.parse(JSON.parse(Buffer.concat(chunks).toString())));
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the listener has no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    heard: () => [...heard.values()],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
