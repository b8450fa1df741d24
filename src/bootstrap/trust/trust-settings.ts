import { z } from 'zod';

/** What a process reads from the environment about mutual TLS: a part of the process's own settings. */
export const trustSettings = {
  TESSERA_TLS_CA: z
    .string()
    .optional()
    .describe('The PEM file with the CAs of the shop, one or several. Needed where the topology says `mutual-tls`.'),
  TESSERA_TLS_CERT: z
    .string()
    .optional()
    .describe("The PEM file with this process's certificate, and the intermediate ones after it, if any."),
  TESSERA_TLS_KEY: z
    .string()
    .optional()
    .describe('The PEM file with its private key (ECDSA, P-256). All three files are read again when they change.'),
  TESSERA_TLS_TRUST_DOMAIN: z
    .string()
    .regex(/^[a-z0-9._-]{1,255}$/, 'must be the trust domain of SPIFFE ids, such as tessera')
    .default('tessera')
    .describe('Certificates name processes `spiffe://<trust domain>/<process>`.'),
};

const TrustSettings = z.object(trustSettings);
export type TrustSettings = z.output<typeof TrustSettings>;
