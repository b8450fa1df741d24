import { secondsAfter } from '../clock.ts';
import type {
  Decision,
  Failure,
  SagaDefinition,
  SagaEffect,
  SagaPhase,
  SagaState,
  StepDefinition,
  StepPhase,
  StepState,
  TimelineEntry,
} from './definition.ts';

/** One decision in the making. It lives no longer than the call of `decide` that made it. */
export class SagaMove {
  readonly #definition: SagaDefinition;
  readonly #now: Date;
  readonly #steps: Record<string, StepState>;
  readonly #effects: SagaEffect[] = [];
  readonly #timeline: TimelineEntry[] = [];
  #phase: SagaPhase;
  #failure: Failure | undefined;

  constructor(definition: SagaDefinition, state: SagaState, now: Date) {
    this.#definition = definition;
    this.#now = now;
    this.#steps = { ...state.steps };
    this.#phase = state.phase;
    this.#failure = state.failure;
  }

  decision(): Decision {
    const failure = this.#failure === undefined ? {} : { failure: this.#failure };
    return { state: { phase: this.#phase, steps: this.#steps, ...failure }, effects: this.#effects, timeline: this.#timeline };
  }

  /** Starts the first stage that is not done; ends the saga where all are. */
  advance(): void {
    if (this.#phase !== 'forward') return;
    const stage = this.#definition.stages.find((steps) => steps.some(({ name }) => this.#phaseOf(name) !== 'done'));
    if (!stage) this.#finish('done');
    for (const step of stage ?? []) if (this.#phaseOf(step.name) === 'waiting') this.#act(step);
  }

  answered(name: string): void {
    if (this.#failure || !['started', 'stuck'].includes(this.#phaseOf(name))) return;
    this.#set(name, 'done');
    this.#note(name, 'done');
    this.#unstick();
    this.advance();
  }

  refused(name: string, failure: Failure): void {
    const othersStuck = this.#stuck().some((step) => step.name !== name);
    if (this.#failure || othersStuck || !['started', 'stuck'].includes(this.#phaseOf(name))) return;
    this.#set(name, 'refused');
    this.#note(name, `refused: ${failure.code}`);
    this.#unstick();
    this.turnBack(failure);
  }

  /** Goes no further, and undoes in reverse whatever may have had an effect. */
  turnBack(failure: Failure): void {
    if (this.#phase !== 'forward') return;
    this.#phase = 'undoing';
    this.#failure = failure;
    this.#undoNext();
  }

  undone(name: string): void {
    if (!this.#failure || !['undoing', 'stuck'].includes(this.#phaseOf(name))) return;
    this.#note(name, 'undone');
    this.#markUndone(name);
    this.#unstick();
    this.#undoNext();
  }

  undoRefused(name: string, failure: Failure): void {
    if (this.#phaseOf(name) === 'undoing') this.#stick(name, `could not be undone: ${failure.code}`);
  }

  /** Sees to every step whose answer is overdue. */
  tick(): void {
    for (const step of this.#definition.stages.flat()) {
      const { phase, attempt, deadline } = this.#stateOf(step.name);
      if (deadline === undefined || new Date(deadline) > this.#now) continue;
      if (phase === 'started') this.#actionOverdue(step, attempt);
      else if (phase === 'undoing') this.#undoOverdue(step, attempt);
    }
  }

  /** A person asks to try again what is stuck. */
  retry(): void {
    for (const step of this.#stuck()) {
      this.#note(step.name, 'tried again by hand');
      if (this.#failure) this.#undo(step);
      else this.#act(step);
    }
    this.#unstick();
  }

  /** A person has settled by hand what is stuck. */
  resolve(): void {
    for (const { name } of this.#stuck()) {
      this.#note(name, 'resolved by hand');
      if (this.#failure) this.#markUndone(name);
      else this.#set(name, 'done');
    }
    this.#unstick();
    if (this.#failure) this.#undoNext();
    else this.advance();
  }

  #actionOverdue(step: StepDefinition, attempt: number): void {
    this.#note(step.name, 'no answer in time');
    if (attempt < step.attempts) this.#act(step, attempt + 1);
    else if (!step.undo && step.attempts > 1) this.#stick(step.name, 'gave up');
    else this.turnBack(this.#definition.overdue(step.name));
  }

  #undoOverdue(step: StepDefinition, attempt: number): void {
    this.#note(step.name, 'undo not answered in time');
    if (attempt < (step.undo?.attempts ?? 1)) this.#undo(step, attempt + 1);
    else this.#stick(step.name, 'gave up undoing');
  }

  /** Undoes the last stage that still needs it; ends the saga where none does. */
  #undoNext(): void {
    if (this.#phase !== 'undoing') return;
    for (const stage of this.#definition.stages.toReversed()) {
      for (const step of stage) this.#undoIfNeeded(step);
      if (stage.some(({ name }) => ['undoing', 'stuck'].includes(this.#phaseOf(name)))) return;
    }
    this.#finish('undone');
  }

  #undoIfNeeded(step: StepDefinition): void {
    const phase = this.#phaseOf(step.name);
    if (phase !== 'started' && phase !== 'done') return;
    if (step.undo) this.#undo(step);
    else this.#set(step.name, 'undone');
  }

  // Each further try waits twice as long as the one before.
  #act(step: StepDefinition, attempt = 1): void {
    this.#set(step.name, 'started', attempt, step.timeoutSeconds * 2 ** (attempt - 1));
    if (attempt > 1) this.#note(step.name, `asked again, try ${attempt}`);
    this.#effects.push({ kind: 'act', step: step.name });
  }

  #undo(step: StepDefinition, attempt = 1): void {
    this.#set(step.name, 'undoing', attempt, (step.undo?.timeoutSeconds ?? 0) * 2 ** (attempt - 1));
    this.#note(step.name, attempt === 1 ? 'undo' : `undo, try ${attempt}`);
    this.#effects.push({ kind: 'undo', step: step.name });
  }

  #markUndone(name: string): void {
    for (const each of [name, ...(this.#step(name).undo?.covers ?? [])]) this.#set(each, 'undone');
  }

  #stick(name: string, outcome: string): void {
    this.#set(name, 'stuck');
    this.#note(name, outcome);
    this.#finish('stuck');
  }

  #finish(phase: 'done' | 'undone' | 'stuck'): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#effects.push({ kind: 'finished', phase });
  }

  #stuck(): readonly StepDefinition[] {
    return this.#definition.stages.flat().filter(({ name }) => this.#phaseOf(name) === 'stuck');
  }

  #unstick(): void {
    if (this.#phase === 'stuck' && this.#stuck().length === 0) this.#phase = this.#failure ? 'undoing' : 'forward';
  }

  #set(name: string, phase: StepPhase, attempt = this.#stateOf(name).attempt, timeoutSeconds?: number): void {
    const deadline = timeoutSeconds === undefined ? {} : { deadline: secondsAfter(this.#now, timeoutSeconds).toISOString() };
    this.#steps[name] = { phase, attempt, ...deadline };
  }

  #note(step: string, outcome: string): void {
    this.#timeline.push({ step, outcome });
  }

  #phaseOf(name: string): StepPhase {
    return this.#stateOf(name).phase;
  }

  #stateOf(name: string): StepState {
    return this.#steps[name] ?? { phase: 'waiting', attempt: 0 };
  }

  #step(name: string): StepDefinition {
    const step = this.#definition.stages.flat().find((candidate) => candidate.name === name);
    if (!step) throw new Error(`${this.#definition.name} has no step ${name}`);
    return step;
  }
}
