import { z } from 'zod';

/** What the operator may say about accounts, sessions and tokens. */
export const IdentitySettings = z
  .object({
    TOKEN_ISSUER: z
      .string()
      .min(1)
      .default('tessera')
      .describe('The `iss` of access tokens; the address of the shop where others verify them.'),
    TOKEN_AUDIENCE: z.string().min(1).default('tessera').describe('The `aud` of access tokens.'),
    ACCESS_TOKEN_SECONDS: z.coerce
      .number()
      .int()
      .min(60)
      .max(86_400)
      .default(900)
      .describe('How long an access token is good, and how long a change of roles may take to be felt.'),
    SESSION_IDLE_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('A session that is not refreshed for so many days ends.'),
    SESSION_MAX_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(90)
      .describe('A session ends after so many days, however often it is refreshed.'),
    SIGNING_KEY_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('The key that signs access tokens is replaced after so many days.'),
    TESSERA_ADMIN_EMAIL: z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.email())
      .optional()
      .describe('The first admin, made at start if missing. Development makes one up where there is none.'),
    TESSERA_ADMIN_PASSWORD: z.string().min(8).max(200).optional().describe('The password of the first admin.'),
  })
  .refine((settings) => (settings.TESSERA_ADMIN_EMAIL === undefined) === (settings.TESSERA_ADMIN_PASSWORD === undefined), {
    path: ['TESSERA_ADMIN_PASSWORD'],
    error: 'set TESSERA_ADMIN_EMAIL and TESSERA_ADMIN_PASSWORD together, or neither',
  });
export type IdentitySettings = z.output<typeof IdentitySettings>;
