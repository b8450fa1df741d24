import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SandboxProvider, sandboxProvider } from '../adapters/sandbox-provider.ts';
import { type SandboxServer, type SandboxServerOptions, startSandboxServer } from '../adapters/sandbox-server/sandbox-server.ts';
import type { ProviderCharge } from '../ports/provider-ledger.ts';

const API_KEY = 'test-key';

/** A sandbox server on a ledger of its own, and the adapter that talks to it. */
export interface Sandbox {
  readonly ledger: string;
  readonly url: string;
  readonly provider: SandboxProvider;
  /** Stops the server and starts another on the same ledger. */
  restart(): Promise<void>;
  charges(): Promise<readonly ProviderCharge[]>;
  order(faults: object): Promise<void>;
  close(): Promise<void>;
}

export async function openSandbox(
  options: Partial<SandboxServerOptions> & { readonly timeoutMs?: number } = {},
): Promise<Sandbox> {
  const { timeoutMs = 300, ...serverOptions } = options;
  const directory = await mkdtemp(join(tmpdir(), 'tessera-sandbox-'));
  const ledger = join(directory, 'ledger.jsonl');
  const start = () => startSandboxServer({ ledger, apiKey: API_KEY, ...serverOptions });
  let server: SandboxServer = await start();
  const provider = sandboxProvider({ baseUrl: () => server.url, apiKey: API_KEY, timeoutMs });
  return {
    ledger,
    get url() {
      return server.url;
    },
    provider,
    async charges() {
      const charges: ProviderCharge[] = [];
      for await (const charge of provider.charges()) charges.push(charge);
      return charges;
    },
    async restart() {
      await server.stop();
      server = await start();
    },
    async order(faults) {
      const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
      const { status } = await fetch(`${server.url}/faults`, { method: 'POST', headers, body: JSON.stringify(faults) });
      if (status !== 204) throw new Error(`the sandbox answered ${status}`);
    },
    async close() {
      await provider.close();
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}
