import type { Clock } from '#shared-kernel/clock.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { NOBODY } from '../domain/security-act.ts';
import { decideTurn, type SignInAttempt } from '../domain/sign-in-turn.ts';
import { signInTurns } from '../persistence/sign-in-turns.ts';
import { users } from '../persistence/users.ts';
import type { RecordAct } from './record-act.ts';

/** A refusal is a value, because it is written down. */
export type Turn = { readonly kind: 'taken' } | { readonly kind: 'delayed'; readonly seconds: number };

interface Deps {
  readonly clock: Clock;
  readonly recordAct: RecordAct;
}

export type TakeTurn = ReturnType<typeof takeTurn>;

/** To be committed before the password is looked at: whoever guesses a hundred at once has used up a hundred turns. */
export const takeTurn =
  ({ clock, recordAct }: Deps) =>
  async (tx: Tx, attempt: SignInAttempt): Promise<Turn> => {
    const now = clock.now();
    const decision = decideTurn(await signInTurns.lock(tx, attempt, now), now);
    if (decision.kind === 'taken') {
      await signInTurns.save(tx, attempt, decision.turns);
      return { kind: 'taken' };
    }
    const user = await users.findByEmail(tx, attempt.email);
    await recordAct(tx, { act: 'sign-in-throttled', actor: NOBODY, subject: user && { kind: 'user', id: user.id } });
    return decision;
  };
