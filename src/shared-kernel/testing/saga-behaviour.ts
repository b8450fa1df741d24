import { describe, expect, it } from 'vitest';
import { decide } from '../saga/decide.ts';
import { newSaga, type SagaDefinition, type SagaInput, type SagaState } from '../saga/definition.ts';
import { begin, cancel, done, refused, resolve, retry, tick, undone, undoRefused } from './walk-saga.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

/** What every saga promises, whatever its steps: shown for every state that it can get into. */
export function sagaBehaviour(saga: SagaDefinition): void {
  const definition = withTwoTries(saga);
  describe(`whatever happens, ${saga.name}`, () => {
    const states = explore(definition, allInputs(definition));
    const phasesOf = (state: SagaState) => Object.values(state.steps).map(({ phase }) => phase);

    it('can end well, end undone, and get stuck', () => {
      const undoes = definition.stages.flat().some(({ undo }) => undo);
      const possible = ['forward', ...(undoes ? ['undoing'] : []), 'done', 'undone', 'stuck'];
      expect([...new Set(states.map(({ phase }) => phase))].toSorted()).toEqual(possible.toSorted());
    });

    it('is done only where every step is', () => {
      for (const state of states.filter(({ phase }) => phase === 'done'))
        expect(new Set(phasesOf(state))).toEqual(new Set(['done']));
    });

    it('is undone only where nothing is left that has an undo', () => {
      const undoable = definition.stages.flat().filter(({ undo }) => undo);
      for (const { steps } of states.filter(({ phase }) => phase === 'undone')) {
        for (const { name } of undoable) expect(['waiting', 'refused', 'undone']).toContain(steps[name]?.phase);
      }
    });

    it('never waits for nothing: one that moves has a step under way, with a deadline', () => {
      for (const state of states.filter(({ phase }) => phase === 'forward' || phase === 'undoing')) {
        const fresh = phasesOf(state).every((phase) => phase === 'waiting');
        const waited = Object.values(state.steps).filter(({ phase }) => phase === 'started' || phase === 'undoing');
        expect(fresh || waited.length > 0).toBe(true);
        for (const { deadline } of waited) expect(deadline).toBeDefined();
      }
    });

    it('is stuck only where a step is', () => {
      for (const state of states) expect(state.phase === 'stuck').toBe(phasesOf(state).includes('stuck'));
    });

    it('ends from everywhere, once answers come', () => {
      for (const state of states) expect(['done', 'undone']).toContain(settle(definition, state).phase);
    });
  });
}

/** Every state that a saga can get into where only `inputs` happen, in whatever order, however often. */
export function explore(definition: SagaDefinition, inputs: readonly SagaInput[]): readonly SagaState[] {
  const seen = new Map<string, SagaState>();
  const frontier: SagaState[] = [newSaga(definition)];
  for (let state = frontier.pop(); state; state = frontier.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    seen.set(key, state);
    for (const input of inputs) {
      const next = decide(definition, overdue(state), input, NOW).state;
      if (!seen.has(keyOf(next))) frontier.push(next);
    }
  }
  return [...seen.values()];
}

function allInputs(definition: SagaDefinition): readonly SagaInput[] {
  const steps = definition.stages.flat().map(({ name }) => name);
  const answers = steps.flatMap((step) => [done(step), refused(step), undone(step), undoRefused(step)]);
  return [begin, tick, cancel, retry, resolve, ...answers];
}

/** The same state, with every answer that is awaited overdue: whether it really is, is up to the clock. */
function overdue(state: SagaState): SagaState {
  const steps = Object.entries(state.steps).map(
    ([name, step]) => [name, step.deadline ? { ...step, deadline: NOW.toISOString() } : step] as const,
  );
  return { ...state, steps: Object.fromEntries(steps) };
}

function keyOf({ phase, steps, failure }: SagaState): string {
  return `${phase} ${failure ? 'failed' : ''} ${Object.values(steps).map((step) => `${step.phase}${step.attempt}`)}`;
}

/** Everything gives up after two tries here, to keep the number of states small: nothing else depends on it. */
export function withTwoTries(definition: SagaDefinition): SagaDefinition {
  const stages = definition.stages.map((stage) =>
    stage.map((step) => ({
      ...step,
      attempts: Math.min(step.attempts, 2),
      ...(step.undo ? { undo: { ...step.undo, attempts: 2 } } : {}),
    })),
  );
  return { ...definition, stages };
}

/** Answers everything that is asked until nothing more is. */
function settle(definition: SagaDefinition, from: SagaState): SagaState {
  let state = decide(definition, from, begin, NOW).state;
  for (let round = 0; round < 20; round += 1) state = answerAll(definition, state);
  return state;
}

function answerAll(definition: SagaDefinition, state: SagaState): SagaState {
  const awaited = Object.entries(state.steps).filter(([, { phase }]) => ['started', 'undoing', 'stuck'].includes(phase));
  const answer = (step: string) => (state.failure ? undone(step) : done(step));
  return awaited.reduce((soFar, [step]) => decide(definition, soFar, answer(step), NOW).state, state);
}
