import { type Clock, secondsAfter } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { clientWithNewSecret } from '../domain/client.ts';
import { ClientNotFound } from '../domain/errors.ts';
import type { Actor } from '../domain/security-act.ts';
import { clientSecrets } from '../persistence/client-secrets.ts';
import { clients } from '../persistence/clients.ts';
import { revocations } from '../persistence/revocations.ts';
import type { ClientWithSecret } from './create-client.ts';
import type { RecordAct } from './record-act.ts';

export interface RotateClientSecretInput {
  readonly clientId: string;
  readonly by: Actor;
  /** For how long the secrets of before stay good beside the new one. */
  readonly overlapSeconds: number;
}

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type RotateClientSecret = ReturnType<typeof rotateClientSecret>;

export const rotateClientSecret =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, { clientId, by, overlapSeconds }: RotateClientSecretInput): Promise<ClientWithSecret> => {
    const before = await clients.lock(tx, clientId);
    if (!before) throw new ClientNotFound();
    const now = clock.now();
    const client = clientWithNewSecret(before, overlapSeconds);
    await clientSecrets.expire(tx, clientId, secondsAfter(now, overlapSeconds));
    const secret = await clientSecrets.issue(tx, client, now);
    if (client !== before) {
      await clients.save(tx, client);
      await revocations.add(tx, [{ id: clientId, belowVersion: client.version }], now);
    }
    await recordAct(tx, { act: 'client-secret-rotated', actor: by, subject: { kind: 'client', id: clientId } });
    return { client, secret };
  };
