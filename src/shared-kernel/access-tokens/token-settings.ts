import { z } from 'zod';

/** What whoever issues access tokens and whoever checks them must agree on. */
export const tokenSettings = {
  TOKEN_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://shop.example' })
    .default('http://localhost:3000')
    .describe('The `iss` of access tokens: the address at which others reach the shop, and find the keys that verify them.'),
  TOKEN_AUDIENCE: z.string().min(1).default('tessera').describe('The `aud` of access tokens.'),
};
