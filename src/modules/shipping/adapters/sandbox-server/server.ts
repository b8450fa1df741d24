import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { sandboxCarrierApp } from './app.ts';
import { CarrierBooks } from './carrier-books.ts';
import { openLedger } from './ledger.ts';

export interface SandboxCarrierServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the sandbox carrier on loopback. Port 0 takes any that is free. */
export async function startSandboxCarrier(options: {
  readonly port: number;
  readonly ledger: string;
}): Promise<SandboxCarrierServer> {
  const ledger = openLedger(options.ledger);
  const { fetch } = sandboxCarrierApp(new CarrierBooks(ledger));
  const server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox carrier has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      ledger.close();
    },
  };
}
