import { z } from 'zod';
import { isTrustRule } from './client-address.ts';

const quota = (fallback: string, what: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,6}\/[1-9]\d{0,4}$/, 'must look like 600/60')
    .default(fallback)
    .describe(`${what}: how many in how many seconds, for each caller.`);

/** What the gateway reads from the environment: a part of the process's own settings. */
export const gatewaySettings = {
  TESSERA_RATE_LIMITS: z
    .enum(['off', 'memory', 'postgres'])
    .optional()
    .describe(
      'Where requests are counted: `memory` suits one process, `postgres` several. Without it `off` in development, otherwise `memory`.',
    ),
  TESSERA_RATE_LIMIT_READS: quota('600/60', 'Reads'),
  TESSERA_RATE_LIMIT_WRITES: quota('240/60', 'Writes'),
  TESSERA_RATE_LIMIT_SIGN_IN: quota('30/60', 'Sign-ins, registrations and token requests'),
  TESSERA_RATE_LIMIT_CHECKOUT: quota('30/60', 'Orders'),
  TESSERA_TRUSTED_PROXIES: z
    .string()
    .refine(isTrustRule, 'must be a number of hops, or addresses and networks such as 10.0.0.0/8, 2001:db8::1')
    .default('0')
    .describe('Whose `X-Forwarded-For` is believed: a number of proxies in front, or their addresses and networks.'),
  TESSERA_CORS_ORIGINS: z
    .string()
    .refine((text) => originsIn(text).every(isOrigin), 'must be * or origins such as https://shop.example, with commas between')
    .optional()
    .describe('Web pages of which origins may call this API from a browser: `*` for all, none without it.'),
  TESSERA_HSTS_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Behind TLS only: for how long browsers shall not come without it (`Strict-Transport-Security`); 0 says nothing.'),
  TESSERA_COMPRESSION: z
    .enum(['on', 'off'])
    .default('on')
    .describe('`off` where a proxy in front compresses what browsers read.'),
  TESSERA_OPERATIONS_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9\-._~+/]{32,}=*$/, 'must have at least 32 characters that a Bearer token may have')
    .optional()
    .describe('The Bearer token with which `/metrics` and the details of `/ready` are read; openssl rand -hex 32 makes one.'),
};

const GatewaySettings = z.object(gatewaySettings);
export type GatewaySettings = z.output<typeof GatewaySettings>;

/** The origins in a list with commas. */
export function originsIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((origin) => origin.trim() || []);
}

function isOrigin(text: string): boolean {
  return text === '*' || (URL.canParse(text) && new URL(text).origin === text);
}
