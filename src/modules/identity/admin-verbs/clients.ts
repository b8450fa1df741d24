import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AdminVerb } from '#shared-kernel/module.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { CLIENT_KINDS } from '../domain/client.ts';
import { SCOPES_OF_PROGRAMS, scopesOf } from '../domain/scopes.ts';
import { OPERATOR } from '../domain/security-act.ts';
import { listClients } from '../queries/list-clients.ts';
import type { CreateClient } from '../use-cases/create-client.ts';
import type { RevokeClient } from '../use-cases/revoke-client.ts';
import type { RotateClientSecret } from '../use-cases/rotate-client-secret.ts';

export interface ClientVerbsDeps {
  readonly database: Database;
  readonly createClient: CreateClient;
  readonly rotateClientSecret: RotateClientSecret;
  readonly revokeClient: RevokeClient;
}

/** What admins do with clients at `/v1/clients`, for an operator, who may hand on what an admin may, and what only programs have. */
export function clientVerbs({ database, createClient, rotateClientSecret, revokeClient }: ClientVerbsDeps): readonly AdminVerb[] {
  const inTransaction: Database['transaction'] = (cause, work) => database.transaction(cause, work);
  const held = [...scopesOf(['admin']), ...SCOPES_OF_PROGRAMS];
  return [
    {
      name: 'create-client',
      async run(input) {
        const wanted = CreateInput.parse(input);
        const made = await inTransaction(cause(), (tx) => createClient(tx, { ...wanted, by: OPERATOR, held }));
        return { id: made.client.id, secret: made.secret };
      },
    },
    { name: 'list-clients', run: () => database.read((db) => listClients(db, { limit: 1_000 })) },
    {
      name: 'rotate-client',
      async run(input) {
        const { clientId, overlapSeconds } = RotateInput.parse(input);
        const made = await inTransaction(cause(), (tx) => rotateClientSecret(tx, { clientId, overlapSeconds, by: OPERATOR }));
        return { id: clientId, secret: made.secret };
      },
    },
    {
      name: 'revoke-client',
      async run(input) {
        const { clientId } = RevokeInput.parse(input);
        await inTransaction(cause(), (tx) => revokeClient(tx, { clientId, by: OPERATOR }));
        return { id: clientId };
      },
    },
  ];
}

const cause = () => ({ correlationId: newId() });

const CreateInput = z.strictObject({
  kind: z.enum(CLIENT_KINDS),
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.custom<Scope>((scope) => typeof scope === 'string' && /^[a-z]+:(read|write)$/.test(scope))).default([]),
});
const RotateInput = z.strictObject({ clientId: z.uuid(), overlapSeconds: z.int().min(0).default(86_400) });
const RevokeInput = z.strictObject({ clientId: z.uuid() });
