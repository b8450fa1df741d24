import { z } from 'zod';
import { PageQuery } from '#shared-kernel/paging.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { CLIENT_KINDS } from '../domain/client.ts';

// A name of forty letters, and `:write`.
const MAX_SCOPE_LENGTH = 46;
const ScopeName = z
  .templateLiteral([z.string().regex(/^[a-z]{1,40}$/), ':', z.enum(['read', 'write'])])
  .meta({ maxLength: MAX_SCOPE_LENGTH })
  .transform((scope): Scope => scope);
const MAX_NAME_LENGTH = 100;
const MAX_SCOPES = 50;
const ClientName = z.string().trim().min(1).max(MAX_NAME_LENGTH).describe('For whoever reads the list of clients.');
const Scopes = z.array(ScopeName).min(1).max(MAX_SCOPES).describe('What it may do: `<module>:read` and `<module>:write`.');

export const CreateClientBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('oauth'), name: ClientName, scopes: Scopes }),
    z.strictObject({ kind: z.literal('secret'), name: ClientName, scopes: Scopes }),
    z.strictObject({ kind: z.literal('publishable'), name: ClientName }),
  ])
  .meta({ examples: [{ kind: 'secret', name: 'Stock import', scopes: ['inventory:write'] }] });

export const RotateSecretBody = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400),
  })
  .meta({ examples: [{ overlapSeconds: 3_600 }] });

export const IdParams = z.strictObject({ id: z.uuid() });

export const ListClientsQuery = PageQuery.extend({
  kind: z.enum(CLIENT_KINDS).optional().describe('Only clients of this kind.'),
});

const client = {
  id: z.uuid().describe('Of an OAuth client, the `client_id`.'),
  kind: z
    .enum(CLIENT_KINDS)
    .describe('`oauth` gets access tokens at `/oauth/token`; `secret` and `publishable` are sent as `X-API-Key`.'),
  name: z.string().max(MAX_NAME_LENGTH),
  scopes: z.array(z.string().max(MAX_SCOPE_LENGTH)).max(MAX_SCOPES),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional().describe('To the minute.'),
};

export const ClientView = z.strictObject(client).meta({ id: 'Client' });

export const ClientWithSecret = z
  .strictObject({ ...client, secret: z.string().max(100).describe('Shown this once.') })
  .meta({ id: 'ClientWithSecret' });
