import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { AppError } from '#shared-kernel/errors.ts';
import { type SandboxCarrierServer, startSandboxCarrier } from './sandbox-server/server.ts';

/** The sandbox carrier as a part of this process: its own server on loopback all the same. */
export interface SandboxInProcess {
  /** Also that of another process on the same ledger, such as the one that the admin CLI asks about. Throws where none runs. */
  url(): string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function sandboxInProcess(ledger: string): SandboxInProcess {
  const addressFile = `${ledger}.url`;
  let server: SandboxCarrierServer | undefined;
  return {
    url: () => server?.url ?? addressIn(addressFile),
    async start() {
      await assertAlone(addressFile, ledger);
      server = await startSandboxCarrier({ port: 0, ledger });
      await writeFile(addressFile, server.url);
    },
    async stop() {
      if (!server) return;
      await rm(addressFile, { force: true });
      await server.close();
      server = undefined;
    },
  };
}

function addressIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error('the sandbox carrier is not running', { cause: error });
  }
}

// Two servers on one ledger would not see each other's shipments.
async function assertAlone(addressFile: string, ledger: string): Promise<void> {
  if (!(await answersAt(addressFile))) return;
  throw new AppError('unavailable', {
    code: 'shipping.sandbox_taken',
    detail: `Another process serves the sandbox carrier on ${ledger}: stop it, or set TESSERA_DATA_DIR or SHIPPING_CARRIER_URL.`,
  });
}

async function answersAt(addressFile: string): Promise<boolean> {
  try {
    const { ok } = await fetch(new URL('/ledger', addressIn(addressFile)), { signal: AbortSignal.timeout(1_000) });
    return ok;
  } catch {
    return false;
  }
}
