import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type SandboxProvider, sandboxProvider } from '../adapters/sandbox-provider.ts';
import { type SandboxServer, type SandboxServerOptions, startSandboxServer } from '../adapters/sandbox-server/sandbox-server.ts';
import type { ProviderCharge } from '../ports/provider-ledger.ts';

const API_KEY = 'test-key';
const Done = z.object({ id: z.string() });

/** A sandbox server on a ledger of its own, and the adapter that talks to it. */
export interface Sandbox {
  readonly ledger: string;
  readonly url: string;
  readonly provider: SandboxProvider;
  /** Stops the server and starts another on the same ledger. */
  restart(): Promise<void>;
  charges(): Promise<readonly ProviderCharge[]>;
  order(faults: object): Promise<void>;
  /** Does at the provider what nobody asked for over its API; resolves to its name for what was done. */
  byHand(charge: string, act: object): Promise<string>;
  close(): Promise<void>;
}

export async function openSandbox(
  options: Partial<SandboxServerOptions> & { readonly timeoutMs?: number } = {},
): Promise<Sandbox> {
  const { timeoutMs = 1_000, ...serverOptions } = options;
  const directory = await mkdtemp(join(tmpdir(), 'tessera-sandbox-'));
  const ledger = join(directory, 'ledger.jsonl');
  const start = () => startSandboxServer({ ledger, apiKey: API_KEY, ...serverOptions });
  let server: SandboxServer = await start();
  const provider = sandboxProvider({ baseUrl: () => server.url, apiKey: API_KEY, timeoutMs });
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' };
    const reply = await fetch(new URL(path, server.url), { method: 'POST', headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`the sandbox answered ${reply.status}`);
    return reply;
  };
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
      await post('/faults', faults);
    },
    async byHand(charge, act) {
      return Done.parse(await (await post(`/by-hand/${charge}`, act)).json()).id;
    },
    async close() {
      await provider.close();
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}
