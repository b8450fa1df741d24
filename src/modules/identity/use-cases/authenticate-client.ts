import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { NOBODY } from '../domain/security-act.ts';
import { clientSecrets, type SecretHolder } from '../persistence/client-secrets.ts';
import { clients } from '../persistence/clients.ts';
import { secretHashOf } from '../persistence/secret-hash.ts';
import type { RecordAct } from './record-act.ts';

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

export type AuthenticatedClient = Pick<SecretHolder, 'id' | 'scopes' | 'version'>;

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type AuthenticateClient = ReturnType<typeof authenticateClient>;

/** Undefined where it is no OAuth client of ours, or not its secret, which is committed as an audit event. */
export const authenticateClient =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, { id, secret }: ClientCredentials): Promise<AuthenticatedClient | undefined> => {
    const secretHash = secretHashOf(secret);
    const now = clock.now();
    const client = await clientSecrets.holderOf(tx, secretHash, now);
    if (client?.id === id && client.kind === 'oauth') {
      await clientSecrets.touch(tx, secretHash, now);
      return client;
    }
    // Nothing is written down about a name that was made up: there would be no end to it.
    const meant = isId(id) ? await clients.lock(tx, id) : undefined;
    if (meant) await recordAct(tx, { act: 'client-rejected', actor: NOBODY, subject: { kind: 'client', id } });
    return undefined;
  };

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
