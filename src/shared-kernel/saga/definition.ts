/** One step: something asked of another module, and what is asked of it to undo that. */
export interface StepDefinition {
  readonly name: string;
  /** How long an answer may take. */
  readonly timeoutSeconds: number;
  /** How often it is asked for before the saga gives it up. A step with an undo is asked once and then undone. */
  readonly attempts: number;
  /** Absent where there is nothing to undo. */
  readonly undo?: {
    readonly timeoutSeconds: number;
    readonly attempts: number;
    /** Earlier steps that need no undo of their own once this one is undone. */
    readonly covers?: readonly string[];
  };
}

/** A saga as data: stages one after the other, the steps of a stage at the same time. */
export interface SagaDefinition {
  readonly name: string;
  readonly stages: readonly (readonly StepDefinition[])[];
  /** Why a saga turns back at a step that was not answered in time, in the words of whoever waits for it. */
  readonly overdue: (step: string) => Failure;
}

/** Where a step is; `waiting` was not asked for yet. */
export type StepPhase = 'waiting' | 'started' | 'done' | 'refused' | 'undoing' | 'undone' | 'stuck';

/** A step of one saga under way. */
export interface StepState {
  readonly phase: StepPhase;
  /** Tries of what is under way: of the action, or of its undo. */
  readonly attempt: number;
  /** When the try that is under way should have been answered. */
  readonly deadline?: string;
}

/** `forward` and `undoing` move; `done`, `undone` and `stuck` wait for nothing but, if stuck, for a person. */
export type SagaPhase = 'forward' | 'undoing' | 'done' | 'undone' | 'stuck';

/** Why a saga, or a step of it, came to nothing. */
export interface Failure {
  readonly code: string;
  readonly detail: string;
}

/** One saga under way: all that a decision needs to know of its past. */
export interface SagaState {
  readonly phase: SagaPhase;
  readonly steps: Readonly<Record<string, StepState>>;
  /** Why it turned back. */
  readonly failure?: Failure;
}

/** What can happen to a saga. */
export type SagaInput =
  | { readonly kind: 'begin' }
  | { readonly kind: 'done'; readonly step: string }
  | { readonly kind: 'refused'; readonly step: string; readonly failure: Failure }
  | { readonly kind: 'undone'; readonly step: string }
  | { readonly kind: 'undo-refused'; readonly step: string; readonly failure: Failure }
  /** Time has passed: it is `at` least as late as this. */
  | { readonly kind: 'tick'; readonly at: Date }
  | { readonly kind: 'cancel'; readonly failure: Failure }
  | { readonly kind: 'retry' }
  | { readonly kind: 'resolve' };

/** What is to be done about it, in the same transaction. */
export type SagaEffect =
  | { readonly kind: 'act'; readonly step: string }
  | { readonly kind: 'undo'; readonly step: string }
  | { readonly kind: 'finished'; readonly phase: 'done' | 'undone' | 'stuck' };

/** A line of what people are shown of a saga. */
export interface TimelineEntry {
  readonly step: string;
  readonly outcome: string;
}

/** What became of a saga, and what is to be done and shown. */
export interface Decision {
  readonly state: SagaState;
  readonly effects: readonly SagaEffect[];
  readonly timeline: readonly TimelineEntry[];
}

/** A saga of which nothing has begun. */
export function newSaga(definition: SagaDefinition): SagaState {
  const steps = definition.stages.flat().map(({ name }) => [name, { phase: 'waiting', attempt: 0 }] as const);
  return { phase: 'forward', steps: Object.fromEntries(steps) };
}

/** The earliest time at which a step that is under way should have been answered; undefined where none is. */
export function nextDeadline(state: SagaState): Date | undefined {
  const deadlines = Object.values(state.steps).flatMap(({ deadline }) => deadline ?? []);
  const [earliest] = deadlines.sort();
  return earliest === undefined ? undefined : new Date(earliest);
}
