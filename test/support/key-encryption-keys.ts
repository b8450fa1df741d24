/** What production needs to keep its secrets under. */
export const KEY_ENCRYPTION_KEYS = {
  TESSERA_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
  WEBHOOK_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 2).toString('base64')}`,
  PAYMENTS_KEY_ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 3).toString('base64')}`,
} as const;
