import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { revokedClient } from '../domain/client.ts';
import { ClientNotFound } from '../domain/errors.ts';
import type { Actor } from '../domain/security-act.ts';
import { clients } from '../persistence/clients.ts';
import { revocations } from '../persistence/revocations.ts';
import type { RecordAct } from './record-act.ts';

export interface RevokeClientInput {
  readonly clientId: string;
  readonly by: Actor;
}

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type RevokeClient = ReturnType<typeof revokeClient>;

/** For good: its secrets and its access tokens end. May be said twice. */
export const revokeClient =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, { clientId, by }: RevokeClientInput): Promise<void> => {
    const before = await clients.lock(tx, clientId);
    if (!before) throw new ClientNotFound();
    const now = clock.now();
    const client = revokedClient(before, now);
    if (client === before) return;
    await clients.save(tx, client);
    await revocations.add(tx, [{ id: clientId }], now);
    await recordAct(tx, { act: 'client-revoked', actor: by, subject: { kind: 'client', id: clientId } });
  };
