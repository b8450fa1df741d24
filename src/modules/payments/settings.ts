import { z } from 'zod';
import { keyEncryptionKeys } from '#shared-kernel/secret-box.ts';

/** The module's environment variables. */
export const PaymentsSettings = z
  .object({
    PAYMENT_PROVIDER: z.enum(['sandbox', 'stripe']).default('sandbox').describe('Who moves the money.'),
    PAYMENTS_PROVIDER_URL: z.url().optional().describe('The sandbox provider. Without it the process starts one of its own.'),
    PAYMENTS_PROVIDER_API_KEY: z.string().min(1).default('sandbox').describe('What the sandbox provider knows the shop by.'),
    PAYMENTS_WEBHOOK_SECRETS: webhookSecrets(
      'What the sandbox provider signs its webhooks with, comma-separated, the newest first. The sandbox of the process itself needs none.',
      'whsec_[A-Za-z0-9+/]+={0,2}',
    ),
    PAYMENTS_KEY_ENCRYPTION_KEYS: keyEncryptionKeys(
      'What the keys for payment tokens are kept under: `<id>:<32 bytes in base64>`, newest first, separated by commas.',
    ),
    PAYMENTS_TOKEN_KEY_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('The key that payment tokens are sealed to is replaced after so many days.'),
    PAYMENTS_PROVIDER_TIMEOUT_MS: z.coerce
      .number()
      .int()
      .min(100)
      .max(6_000)
      .default(2_000)
      .describe('After this long without an answer the payment provider is asked what became of the call.'),
    STRIPE_SECRET_KEY: z.string().min(1).optional().describe('The secret key of the account at Stripe.'),
    STRIPE_WEBHOOK_SECRETS: webhookSecrets(
      'What Stripe signs its webhooks with, comma-separated, the newest first.',
      'whsec_[A-Za-z0-9]+',
    ),
    STRIPE_API_BASE: z
      .url({ protocol: /^https?$/ })
      .default('https://api.stripe.com')
      .describe('Where Stripe is: another server for tests.'),
  })
  .refine((settings) => settings.PAYMENT_PROVIDER !== 'stripe' || settings.STRIPE_SECRET_KEY !== undefined, {
    path: ['STRIPE_SECRET_KEY'],
    error: 'is needed where PAYMENT_PROVIDER is stripe',
  });
export type PaymentsSettings = z.output<typeof PaymentsSettings>;

/** The secrets of a list as the settings hold it, the newest first. */
export function secretsIn(list: string | undefined): readonly string[] | undefined {
  return list?.split(',').map((secret) => secret.trim());
}

// Not parsed into a list: settings are parsed twice, by the process and by the module.
function webhookSecrets(description: string, secret: string) {
  const pattern = new RegExp(`^\\s*${secret}\\s*(,\\s*${secret}\\s*)*$`);
  return z.string().regex(pattern, 'each must be whsec_ and a key').optional().describe(description);
}
