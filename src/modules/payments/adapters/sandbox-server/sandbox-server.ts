import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Bank } from './bank.ts';
import { Faults } from './faults.ts';
import { sandboxRoutes } from './routes.ts';
import { type WebhookEndpoint, webhookSender } from './webhooks.ts';

export interface SandboxServerOptions {
  /** The file of the ledger. One server to a file: two would not see each other's charges. */
  readonly ledger: string;
  /** What callers send as their bearer token. */
  readonly apiKey: string;
  /** Loopback only. 0, the default, takes any free port. */
  readonly port?: number;
  readonly latencyMs?: number;
  /** What tok_slow takes; 5 s by default. */
  readonly slowMs?: number;
  readonly webhook?: WebhookEndpoint;
}

export interface SandboxServer {
  readonly url: string;
  /** Where webhooks go from now on. */
  deliverTo(endpoint: WebhookEndpoint): void;
  /** Cuts off whoever still waits; what was answered is on the disk. */
  stop(): Promise<void>;
}

/** Starts the sandbox payment provider on loopback. */
export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const { ledger, apiKey, port = 0, latencyMs = 0, slowMs = 5_000, webhook } = options;
  const faults = new Faults({ latencyMs, slowMs });
  const webhooks = webhookSender(webhook, faults);
  const bank = await Bank.open(ledger, faults, webhooks.send);
  const server = createServer(getRequestListener(sandboxRoutes({ bank, faults, webhooks }, apiKey).fetch));
  const url = await listen(server, port);
  return {
    url,
    deliverTo: webhooks.deliverTo,
    async stop() {
      faults.stop();
      webhooks.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await bank.close();
    },
  };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : port}`);
    });
  });
}
