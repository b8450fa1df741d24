import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import { openSecret, sealSecret } from './webhook-secrets.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly box: SecretBox;
}

/** Seals again what an older key sealed, so that the older key can be forgotten. Answers how many endpoints that took. */
export const resealWebhookSecrets =
  ({ webhookEndpoints, box }: Deps) =>
  async (tx: Tx): Promise<number> => {
    const endpoints = await webhookEndpoints.all(tx);
    const stale = endpoints.filter(({ secrets }) => secrets.some(({ sealed }) => box.isStale(sealed)));
    for (const endpoint of stale) {
      const { id } = endpoint;
      const secrets = endpoint.secrets.map((secret) => ({
        ...secret,
        sealed: sealSecret(box, id, openSecret(box, id, secret.sealed)),
      }));
      await webhookEndpoints.save(tx, { ...endpoint, secrets });
    }
    return stale.length;
  };
export type ResealWebhookSecrets = ReturnType<typeof resealWebhookSecrets>;
