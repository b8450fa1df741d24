import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import type { ProviderConnection } from '../../ports/provider-connection.ts';
import { stripeProvider } from './stripe-provider.ts';
import { stripeWebhooks } from './stripe-webhooks.ts';

export interface StripeAccess {
  /** `https://api.stripe.com`, or a server that stands in its place. */
  readonly apiBase: string;
  readonly secretKey: string;
  /** The newest first. */
  readonly webhookSecrets: readonly string[];
  readonly timeoutMs: number;
}

/** Stripe, through its official SDK. */
export function connectStripe({ apiBase, secretKey, webhookSecrets, timeoutMs }: StripeAccess): ProviderConnection {
  const { protocol, hostname, port } = new URL(apiBase);
  const secure = protocol === 'https:';
  const httpAgent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const stripe = new Stripe(secretKey, {
    host: hostname,
    ...(port === '' ? {} : { port }),
    protocol: secure ? 'https' : 'http',
    timeout: timeoutMs,
    // A call that was not answered is asked about, and made again by its message: the SDK must not take that time.
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createNodeHttpClient(httpAgent),
  });
  return {
    name: 'stripe',
    provider: stripeProvider(stripe),
    webhooks: stripeWebhooks(stripe, webhookSecrets),
    start: async () => undefined,
    served: () => undefined,
    stop: async () => httpAgent.destroy(),
  };
}
