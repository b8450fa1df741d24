import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { textTable } from '../text-table.ts';

const Id = z.uuid({ error: 'must be the id of a client, as `clients list` shows it' });
const WithSecret = z.object({ id: z.string(), secret: z.string() });

export const clientCreate = defineCliCommand({
  usage: 'create <kind> <name>',
  summary: 'makes an OAuth client (oauth), or an API key for a server (secret) or for a storefront (publishable)',
  failsWhen: 'a scope is unknown, or a publishable key is given one',
  example: 'clients create secret "Stock import" --scope inventory:write catalog:read',
  options: { '--scope <scope...>': 'what it may do, <module>:read or <module>:write' },
  input: z.object({
    kind: z.enum(['oauth', 'secret', 'publishable']),
    name: z.string().trim().min(1).max(100),
    scope: z.array(z.string().regex(/^[a-z]+:(read|write)$/, 'must look like orders:read')).default([]),
  }),
  run: async ({ kind, name, scope: scopes }) => {
    const input = { kind, name, scopes };
    const made = await runVerb({ module: 'identity', verb: 'create-client', input, answer: WithSecret });
    return { text: `client ${made.id}\nits secret, shown only now: ${made.secret}`, json: made };
  },
});

const Clients = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    createdAt: z.date(),
    revokedAt: z.date().nullable(),
    lastUsedAt: z.date().nullable(),
  }),
);

export const clientList = defineCliCommand({
  usage: 'list',
  summary: 'lists OAuth clients and API keys, newest first',
  failsWhen: 'the database cannot be read',
  example: 'clients list',
  input: z.object({}),
  run: async () => {
    const clients = await runVerb({ module: 'identity', verb: 'list-clients', answer: Clients });
    const rows = clients.map(({ id, kind, name, scopes, lastUsedAt, revokedAt }) => [
      id,
      kind,
      name,
      scopes.join(' '),
      lastUsedAt?.toISOString() ?? 'never',
      revokedAt?.toISOString() ?? '',
    ]);
    const text = textTable(['client', 'kind', 'name', 'scopes', 'last used', 'revoked'], rows, 'there is no client');
    return { text, json: { clients } };
  },
});

export const clientRotate = defineCliCommand({
  usage: 'rotate <client>',
  summary: 'gives a client a new secret, beside which the old one stays good for a while',
  failsWhen: 'there is no such client, or it was revoked',
  example: 'clients rotate 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44 --overlap 3600',
  options: { '--overlap <seconds>': 'for how long the old secret stays good (86400); 0 ends it and its access tokens at once' },
  input: z.object({ client: Id, overlap: z.coerce.number().int().min(0).max(2_592_000).default(86_400) }),
  run: async ({ client: clientId, overlap: overlapSeconds }) => {
    const input = { clientId, overlapSeconds };
    const made = await runVerb({ module: 'identity', verb: 'rotate-client', input, answer: WithSecret });
    return { text: `client ${made.id}\nits new secret, shown only now: ${made.secret}`, json: made };
  },
});

export const clientRevoke = defineCliCommand({
  usage: 'revoke <client>',
  summary: 'ends the secrets and the access tokens of a client, for good',
  failsWhen: 'there is no such client',
  example: 'clients revoke 019a9f3e-6c1b-7d52-8f0a-3d0e6c1f2b44',
  input: z.object({ client: Id }),
  run: async ({ client: clientId }) => {
    const revoked = await runVerb({
      module: 'identity',
      verb: 'revoke-client',
      input: { clientId },
      answer: z.object({ id: z.string() }),
    });
    return { text: `client ${revoked.id} is revoked; every process knows it within seconds`, json: revoked };
  },
});
