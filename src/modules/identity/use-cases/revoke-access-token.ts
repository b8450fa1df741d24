import type { AccessToken } from '#shared-kernel/access-tokens/access-token.ts';
import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { revocations } from '../persistence/revocations.ts';
import { sessions } from '../persistence/sessions.ts';
import type { RecordAct } from './record-act.ts';

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type RevokeAccessToken = ReturnType<typeof revokeAccessToken>;

/** That of a user takes its session with it (RFC 7009, section 2.1), as signing out does; that of a client ends alone. */
export const revokeAccessToken =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, { id, sessionId, principal }: AccessToken): Promise<void> => {
    const now = clock.now();
    const actor = { kind: principal.kind, id: principal.id };
    if (sessionId === undefined) {
      await revocations.add(tx, [{ id }], now);
      await recordAct(tx, { act: 'token-revoked', actor, subject: actor });
      return;
    }
    await sessions.revoke(tx, sessionId, 'signed_out', now);
    await recordAct(tx, { act: 'signed-out', actor, subject: { kind: 'session', id: sessionId } });
  };
