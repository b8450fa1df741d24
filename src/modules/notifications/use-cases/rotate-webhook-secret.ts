import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { SecretBox } from '#shared-kernel/secret-box.ts';
import { EndpointNotFound, TooManySecrets } from '../domain/errors.ts';
import { MOST_SECRETS, rotatedSecrets, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { WebhookEndpoints } from '../persistence/webhook-endpoints.ts';
import { newSecret, sealSecret } from './webhook-secrets.ts';

interface Deps {
  readonly webhookEndpoints: WebhookEndpoints;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly overlapSeconds: number;
}

/** Gives an endpoint a new secret, shown this once. Those of before go on signing beside it until their overlap ends. */
export const rotateWebhookSecret =
  ({ webhookEndpoints, box, clock, overlapSeconds }: Deps) =>
  async (tx: Tx, id: string) => {
    const before = await webhookEndpoints.lock(tx, id);
    if (!before) throw new EndpointNotFound();
    const [secret, now] = [newSecret(), clock.now()];
    const overlapEnds = secondsAfter(now, overlapSeconds);
    const secrets = rotatedSecrets(before.secrets, { sealed: sealSecret(box, id, secret), now, overlapEnds });
    if (secrets.length > MOST_SECRETS) throw new TooManySecrets(MOST_SECRETS);
    const endpoint: WebhookEndpoint = { ...before, version: before.version + 1, secrets, updatedAt: now };
    await webhookEndpoints.save(tx, endpoint);
    return { endpoint, secret, overlapEnds };
  };
export type RotateWebhookSecret = ReturnType<typeof rotateWebhookSecret>;
