import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { AppError } from '#shared-kernel/errors.ts';
import { type SandboxServer, type SandboxServerOptions, startSandboxServer } from './sandbox-server/sandbox-server.ts';
import type { WebhookEndpoint } from './sandbox-server/webhooks.ts';

export interface SandboxInProcess {
  /** Also that of another process on the same ledger, such as the one that the admin CLI asks about. Throws where none runs. */
  url(): string;
  start(): Promise<void>;
  /** Where its webhooks go, where it runs in this process. */
  deliverTo(endpoint: WebhookEndpoint): void;
  stop(): Promise<void>;
}

/** The sandbox provider as a part of this process: its own server on loopback all the same. */
export function sandboxInProcess(options: SandboxServerOptions): SandboxInProcess {
  const addressFile = `${options.ledger}.url`;
  let server: SandboxServer | undefined;
  return {
    url: () => server?.url ?? addressIn(addressFile),
    async start() {
      await assertAlone(addressFile, options);
      server = await startSandboxServer(options);
      await writeFile(addressFile, server.url);
    },
    deliverTo: (endpoint) => server?.deliverTo(endpoint),
    async stop() {
      if (!server) return;
      await rm(addressFile, { force: true });
      await server.stop();
      server = undefined;
    },
  };
}

function addressIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error('the sandbox provider is not running', { cause: error });
  }
}

// Two servers on one ledger would not see each other's charges.
async function assertAlone(addressFile: string, { apiKey, ledger }: SandboxServerOptions): Promise<void> {
  if (!(await answersAt(addressFile, apiKey))) return;
  throw new AppError('unavailable', {
    code: 'payments.sandbox_taken',
    detail: `Another process serves the sandbox provider on ${ledger}: stop it, or set TESSERA_DATA_DIR or PAYMENTS_PROVIDER_URL.`,
  });
}

async function answersAt(addressFile: string, apiKey: string): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    const { ok } = await fetch(new URL('/ledger?limit=1', addressIn(addressFile)), {
      headers,
      signal: AbortSignal.timeout(1_000),
    });
    return ok;
  } catch {
    return false;
  }
}
