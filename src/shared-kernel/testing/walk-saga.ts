import { decide } from '../saga/decide.ts';
import { newSaga, type SagaDefinition, type SagaEffect, type SagaInput, type SagaState } from '../saga/definition.ts';

const START = new Date('2026-01-01T00:00:00Z');

export interface Walk {
  readonly state: SagaState;
  /** Everything that was to be done, in order: `act hold-stock`, `undo hold-stock`, `finished undone`. */
  readonly effects: readonly string[];
  readonly timeline: readonly string[];
  /** The state after the last input but one, to see whether the last one changed anything. */
  readonly before: SagaState;
}

/** Lets things happen to a saga one after the other, a day apart, so that every answer is overdue by the next. */
export function walk(definition: SagaDefinition, ...inputs: readonly SagaInput[]): Walk {
  const first: Walk = { state: newSaga(definition), before: newSaga(definition), effects: [], timeline: [] };
  return inputs.reduce((soFar, input, day) => {
    const now = new Date(START.getTime() + day * 86_400_000);
    const { state, effects, timeline } = decide(definition, soFar.state, input, now);
    return {
      state,
      before: soFar.state,
      effects: [...soFar.effects, ...effects.map(say)],
      timeline: [...soFar.timeline, ...timeline.map(({ step, outcome }) => `${step}: ${outcome}`)],
    };
  }, first);
}

function say(effect: SagaEffect): string {
  return effect.kind === 'finished' ? `finished ${effect.phase}` : `${effect.kind} ${effect.step}`;
}

export const begin: SagaInput = { kind: 'begin' };
export const tick: SagaInput = { kind: 'tick', at: START };
export const cancel: SagaInput = { kind: 'cancel', failure: { code: 'x.cancelled', detail: 'Changed my mind.' } };
export const retry: SagaInput = { kind: 'retry' };
export const resolve: SagaInput = { kind: 'resolve' };
export const done = (step: string): SagaInput => ({ kind: 'done', step });
export const undone = (step: string): SagaInput => ({ kind: 'undone', step });
export const refused = (step: string): SagaInput => ({ kind: 'refused', step, failure: { code: 'x.no', detail: 'No.' } });
export const undoRefused = (step: string): SagaInput => ({
  kind: 'undo-refused',
  step,
  failure: { code: 'x.no', detail: 'No.' },
});
