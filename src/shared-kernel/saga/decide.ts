import type { Decision, SagaDefinition, SagaInput, SagaState } from './definition.ts';
import { SagaMove } from './move.ts';

/**
 * The whole of the saga's behaviour: a pure function from what is and what happens to what is then and what is
 * to be done. What comes late, twice or out of order changes nothing. An undo is sent for every step that may
 * have had an effect, answered or not: receivers refuse an action whose undo came first.
 */
export function decide(definition: SagaDefinition, state: SagaState, input: SagaInput, now: Date): Decision {
  // A message that was sent for a time proves that the time has come, also where this machine's clock is late.
  const move = new SagaMove(definition, state, input.kind === 'tick' && input.at > now ? input.at : now);
  switch (input.kind) {
    case 'begin':
      move.advance();
      break;
    case 'done':
      move.answered(input.step);
      break;
    case 'refused':
      move.refused(input.step, input.failure);
      break;
    case 'undone':
      move.undone(input.step);
      break;
    case 'undo-refused':
      move.undoRefused(input.step, input.failure);
      break;
    case 'tick':
      move.tick();
      break;
    case 'cancel':
      move.turnBack(input.failure);
      break;
    case 'retry':
      move.retry();
      break;
    case 'resolve':
      move.resolve();
      break;
  }
  return move.decision();
}
