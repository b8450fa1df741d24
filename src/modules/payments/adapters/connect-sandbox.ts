import { randomBytes } from 'node:crypto';
import type { Log } from '#shared-kernel/log.ts';
import type { ProviderConnection } from '../ports/provider-connection.ts';
import { sandboxInProcess } from './sandbox-in-process.ts';
import { sandboxProvider } from './sandbox-provider.ts';
import { sandboxWebhooks } from './sandbox-webhooks.ts';

export interface SandboxAccess {
  /** Undefined for a sandbox of this process's own. */
  readonly url: string | undefined;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** The newest first. */
  readonly webhookSecrets: readonly string[] | undefined;
  /** Where a sandbox of the process's own keeps its ledger. */
  readonly ledger: string;
  readonly log: Log;
}

/** The sandbox provider: one that runs already, or one in this process, whose webhooks come to this process. */
export function connectSandbox({ url, apiKey, timeoutMs, webhookSecrets, ledger, log }: SandboxAccess): ProviderConnection {
  const sandbox = sandboxInProcess({ ledger, apiKey });
  const provider = sandboxProvider({ baseUrl: () => url ?? sandbox.url(), apiKey, timeoutMs });
  // What is made up here both signs and verifies in this very process, so nobody else has to know it.
  const made = `whsec_${randomBytes(32).toString('base64')}`;
  const secrets = webhookSecrets ?? (url === undefined ? [made] : []);
  return {
    name: 'sandbox',
    provider,
    webhooks: sandboxWebhooks(secrets),
    async start() {
      if (url !== undefined) return;
      await sandbox.start();
      log.info({ url: sandbox.url() }, 'the sandbox provider takes payments; set PAYMENTS_PROVIDER_URL for another');
    },
    served(ownUrl) {
      const [secret = made] = secrets;
      sandbox.deliverTo({ url: new URL('/v1/payment-webhooks/sandbox', ownUrl).href, secret });
    },
    async stop() {
      await provider.close();
      await sandbox.stop();
    },
  };
}
