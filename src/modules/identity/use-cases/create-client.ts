import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Scope } from '#shared-kernel/tokens.ts';
import { type Client, type NewClient, newClient } from '../domain/client.ts';
import type { Actor } from '../domain/security-act.ts';
import { clientSecrets } from '../persistence/client-secrets.ts';
import { clients } from '../persistence/clients.ts';
import type { RecordAct } from './record-act.ts';

export interface CreateClientInput extends Omit<NewClient, 'id'> {
  readonly by: Actor;
  /** What whoever makes the client may do. */
  readonly held: readonly Scope[];
}

export interface ClientWithSecret {
  readonly client: Client;
  /** Shown once: only its hash is kept. */
  readonly secret: string;
}

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type CreateClient = ReturnType<typeof createClient>;

export const createClient =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, { kind, name, scopes, by, held }: CreateClientInput): Promise<ClientWithSecret> => {
    const client = newClient({ id: newId(), kind, name, scopes }, held, clock.now());
    await clients.add(tx, client);
    const secret = await clientSecrets.issue(tx, client, client.createdAt);
    await recordAct(tx, { act: 'client-created', actor: by, subject: { kind: 'client', id: client.id } });
    return { client, secret };
  };
